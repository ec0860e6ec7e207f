import {
  type Discovered,
  type Discovery,
  type FoundVm,
  type Guess,
  type GuessedSettings,
  mostCommon,
} from '../../src/farm/discovery.ts';
import { linesFact } from '../../src/farm/lines-fact.ts';
import { part } from '../../src/farm/read-parts.ts';
import { columnsOf } from './entries.ts';
import { folder6Fact, folderFact, params6Of, type WallFiles } from './folder.ts';
import { wall6State } from './inventory6.ts';
import { variablesOfRules } from './machine-variables.ts';
import { publicAddress, zoneName } from './names.ts';
import { resolved } from './variables.ts';
import { wallOf } from './wall.ts';

const folder = '/etc/shorewall';
const rules6 = '/etc/shorewall6/rules';
const params6 = params6Of(rules6);
const [rules, params] = [`${folder}/rules`, `${folder}/params`];

/** SSH seen from outside, shorewall-rules(5): the port on the VM that the forwarded ports are counted from. */
const ssh = 22;

/** Which rules lead to VMs, and what they have in common. */
export const discovery: Discovery = {
  program: 'shorewall',
  find: (host, vms) =>
    part({
      facts: {
        found: folderFact(host, folder, rules, params),
        found6: folder6Fact(host, rules6),
        addresses: linesFact(host, 'ip -o -4 addr show | awk \'{ sub(/\\/.*/, "", $4); print $4 }\''),
      },
      make: ({ found, found6, addresses }) => {
        if (!found.files.some(({ path }) => path === rules)) return undefined;
        const discovered = forwardsIn(found, addresses, vms);
        const settings = { ...discovered.settings, ...admittedIn(found6, vms) };
        return { ...discovered, settings };
      },
    }),
};

/** Shorewall6's rules, where some are about a VM alone. */
export function admittedIn(found: WallFiles, vms: readonly FoundVm[]): GuessedSettings {
  const wall = wallOf(found, rules6, params6);
  const { rules } = wall6State(wall, { paramsEdited: true });
  const single = rules.filter(({ copied }) => copied);
  const known = vms.filter(({ address6 }) => single.some(({ addresses }) => addresses.includes(address6 ?? '')));
  if (known.length === 0) return {};
  const held = variablesOfRules(wall);
  const named = known.filter(({ address6 }) => held.some(({ address }) => address === address6));
  return {
    rules6: { value: rules6, from: `rules there are about ${known.length} of ${vms.length} VMs` },
    ...(named.length > 0 && {
      params6: { value: params6, from: `variables there have the addresses of ${named.length} of ${vms.length} VMs` },
    }),
  };
}

/** From Shorewall's files and the host's own addresses. */
export function forwardsIn(found: WallFiles, addresses: readonly string[], vms: readonly FoundVm[]): Discovered {
  const wall = wallOf(found, rules, params);
  const addressesOfVms = new Set(vms.flatMap(({ address }) => address ?? []));
  const own = wall.rules.filter(({ kind, tcp, address }) => kind === 'DNAT' && tcp && addressesOfVms.has(address));
  const held = wall.params.map(({ value }) => value).filter((value) => addressesOfVms.has(value));
  const columns = own.map(({ entry }) => columnsOf(entry.text));
  const zone = (words: readonly string[]) =>
    mostCommon(words.map((word) => word.split(':')[0] ?? '').filter((word) => zoneName.safeParse(word).success));
  const [net, vmZone] = [zone(columns.map(({ source }) => source)), zone(columns.map(({ dest }) => dest))];
  const base = mostCommon(
    own.flatMap(({ toPort, ports = [], address }) => {
      const port = ports[0]?.first;
      return toPort === ssh && port !== undefined ? [port - Number(address.split('.').at(-1))] : [];
    }),
  );
  const guess = (most: NonNullable<ReturnType<typeof mostCommon>>, what: string): Guess => ({
    value: most.value,
    from: `${rules}: ${most.times} of ${most.of} rules that lead to ${what}`,
    ...(most.times < most.of && { unsure: true }),
  });
  return {
    knows: new Set([...own.map(({ address }) => address), ...held]).size,
    settings: {
      public_address: publicPlace(
        own.map((rule) => rule.publicAddress),
        wall.values,
        addresses,
      ),
      ...(net && { net_zone: guess(net, 'VMs') }),
      ...(vmZone && { vm_zone: guess(vmZone, 'VMs') }),
      ...(base && base.value > 0 && { ssh_base: guess(base, "VMs' SSH") }),
    },
  };
}

/** The public address of most rules; else an address of the host. */
function publicPlace(
  written: readonly string[],
  values: ReadonlyMap<string, string>,
  addresses: readonly string[],
): Guess {
  const plain = written.map((one) => one.replace(/^\$\{(\w+)\}$/, '$$$1')).filter((one) => one !== '');
  // A name that farm.yaml cannot say is put in by its value.
  const fitting = plain.map((one) => (publicAddress.safeParse(one).success ? one : resolved(one, values)));
  const most = mostCommon(fitting.filter((one) => publicAddress.safeParse(one).success));
  if (most)
    return {
      value: most.value,
      from: `${rules}: ${most.times} of ${written.length} rules that lead to VMs`,
      ...(most.times < written.length && { unsure: true }),
    };
  const outside = addresses.find((one) => !/^(127|10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(one));
  const any = outside ?? addresses.find((one) => !one.startsWith('127.')) ?? '127.0.0.1';
  return { value: any, from: 'no rule names one; this is an address of the host', unsure: true };
}
