import { sameText } from '../farm/address6.ts';
import type { FoundVm } from '../farm/discovery.ts';
import { linesPart } from '../farm/lines-fact.ts';
import { readParts } from '../farm/read-parts.ts';
import { told } from '../farm/reading.ts';
import type { Instance } from '../farm/state.ts';
import type { Hosts } from '../ssh/host.ts';

/** Where each name leads, as the host's own programs find it. */
const script = `
for name; do
  address=$(getent ahostsv4 "$name" | awk 'NR == 1 { print $1 }')
  [ -z "$address" ] || printf '4 %s %s\\n' "$name" "$address"
  # Of a name with an IPv4 address alone it shows that, mapped.
  address=$(getent ahostsv6 "$name" | awk '$1 !~ /^(::ffff:|fe80:)/ { print $1; exit }')
  [ -z "$address" ] || printf '6 %s %s\\n' "$name" "$address"
done
exit 0
`;

/** Instances with their addresses, as the hypervisor's host resolves their names. Throws when it cannot be asked. */
export async function withAddresses(
  hosts: Hosts,
  host: string,
  instances: readonly Instance[],
): Promise<readonly FoundVm[]> {
  const names = instances.map(({ name }) => name);
  const { lines } = await readParts(hosts, { lines: linesPart(host, script, names) });
  const words = told(lines).map((line) => line.split(' '));
  const [four, six] = ['4', '6'].map(
    (kind) => new Map(words.flatMap(([one, name = '', address = '']) => (one === kind ? [[name, address]] : []))),
  );
  return instances.map(({ name, volumes, macs }) => {
    const address = four?.get(name);
    const address6 = sameText(six?.get(name) ?? '');
    return {
      instance: name,
      volumes,
      macs,
      ...(address !== undefined && { address }),
      ...(address6 !== undefined && { address6 }),
    };
  });
}
