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
  [ -z "$address" ] || printf '%s %s\\n' "$name" "$address"
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
  const addresses = new Map(told(lines).map((line) => line.split(' ') as [string, string]));
  return instances.map(({ name, volumes }) => {
    const address = addresses.get(name);
    return { instance: name, volumes, ...(address !== undefined && { address }) };
  });
}
