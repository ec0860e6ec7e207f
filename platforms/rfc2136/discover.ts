import type { Fact } from '../../src/engine/facts.ts';
import type { Discovered, Discovery, FoundVm, Guess, GuessedSettings } from '../../src/farm/discovery.ts';
import { type Home, homeOfAddresses, homeOfAddresses6, homeOfNames } from '../../src/farm/in-zone.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import { reverseName } from '../../src/farm/reverse-name.ts';

/**
 * `$1` …: names that may be zones. Prints `zone NAME` for each that the server on loopback has, and `key FILE` for each file with a TSIG key that
 * is not the server's own. What is in the files is not printed.
 */
const script = `
for name; do
  said=$(dig +noall +comments +answer +norecurse +time=2 +tries=1 @127.0.0.1 -p 53 -q "$name." -t SOA 2>/dev/null)
  # A resolver has answers of others' zones too, without aa.
  printf '%s\\n' "$said" | grep -qE '^;; flags:[a-z ]* aa[ ;]' && printf '%s\\n' "$said" | grep -qE '^[^;].*[[:space:]]SOA[[:space:]]' && echo "zone $name"
done
for file in /etc/bind/*.key /etc/named/*.key /etc/knot/*.key /etc/powerdns/*.key /etc/farmhand/*.key /etc/*.key; do
  case \${file##*/} in rndc.key | session.key) continue ;; esac
  if as_root grep -qE '^[[:space:]]*key[[:space:]]' "$file" 2>/dev/null; then echo "key $file"; fi
done
exit 0
`;

/** Zones that take dynamic updates, asked of the server on the host itself. */
export const discovery: Discovery = {
  program: 'nsupdate',
  find: (host, vms) => partOf(zonesFact(host, vms)),
};

function zonesFact(host: string, vms: readonly FoundVm[]): Fact<Discovered | undefined> {
  return {
    host,
    read: { script, args: candidates(vms) },
    parse: ({ stdout }) => servedIn(stdout, vms),
  };
}

/** Every name that the zone of a VM's name or address may have. */
function candidates(vms: readonly FoundVm[]): readonly string[] {
  const names = vms.flatMap(({ instance, address, address6 }) => [
    instance,
    ...(address === undefined ? [] : [reverseName(address)]),
    // A network of VMs is one of 64 bits: no zone below it is asked for.
    ...(address6 === undefined ? [] : [reverseName(address6).split('.').slice(15).join('.')]),
  ]);
  const above = names.flatMap((name) => {
    const labels = name.split('.');
    return labels.slice(1).map((_, at) => labels.slice(at + 1).join('.'));
  });
  return [...new Set(above)].filter((name) => !['arpa', 'in-addr.arpa', 'ip6.arpa'].includes(name));
}

function keyless(zone: string): string {
  return `the server has the zone ${zone}, but no file with a TSIG key for its updates was found: where it takes updates, make one, tsig-keygen farmhand >/etc/bind/farmhand.key, and allow it there`;
}

function reverseGuess(setting: string, home: Home | undefined): GuessedSettings {
  if (!home) return {};
  const from = `the server has it; the addresses of ${home.vms} VMs are in it`;
  return { [setting]: { zone: { value: home.zone, from } } };
}

/** From what the script printed; undefined where the server has no zone of a VM. */
export function servedIn(printed: string, vms: readonly FoundVm[]): Discovered | undefined {
  const words = (word: string) =>
    printed.split('\n').flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  const forward = homeOfNames(words('zone'), vms);
  const reverse = homeOfAddresses(words('zone'), vms);
  const reverse6 = homeOfAddresses6(words('zone'), vms);
  const [key, ...others] = words('key');
  if (!forward) return undefined;
  if (key === undefined) return { knows: 0, settings: {}, remarks: [keyless(forward.zone)] };
  const keyGuess: Guess = {
    value: key,
    from: `a file with a TSIG key is there${others.length > 0 ? `; others are ${others.join(', ')}` : ''}`,
    unsure: true,
  };
  return {
    knows: forward.vms,
    settings: {
      forward: {
        zone: { value: forward.zone, from: `the server has it; ${forward.vms} of ${vms.length} VMs are in it` },
      },
      ...reverseGuess('reverse', reverse),
      ...reverseGuess('reverse6', reverse6),
      key: keyGuess,
    },
  };
}
