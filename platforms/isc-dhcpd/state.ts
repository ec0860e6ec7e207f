import { joined } from '../../src/farm/inventory.ts';
import { type Part, part } from '../../src/farm/read-parts.ts';
import type { DhcpState } from '../../src/farm/state.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import { readable } from '../../src/farm/text/unreadable.ts';
import { dhcpInventory } from './inventory.ts';
import { dhcp6Inventory, hosts6In } from './inventory6.ts';
import type { DhcpdSettings } from './settings.ts';
import { dhcpTree, hostsIn, sourceFact } from './tree.ts';

/** The hosts dhcpd knows: those of dhcpd.conf and of the files it includes. */
export function dhcpPart({ host, file, file6 }: Pick<DhcpdSettings, 'host' | 'file' | 'file6'>): Part<DhcpState> {
  return part({
    facts: {
      state: fileFact(host, file),
      source: sourceFact(host, file),
      six: file6 === undefined ? undefined : { state: fileFact(host, file6), source: sourceFact(host, file6) },
    },
    make: ({ state, source, six }) => {
      const treeOf = (path: string, read: NonNullable<typeof six>) => {
        const place = `${host}:${path}`;
        return readable(place, () => dhcpTree(textOf(place, read.state), path, read.source.files));
      };
      const tree = treeOf(file, { state, source });
      const tree6 = file6 === undefined || !six ? undefined : treeOf(file6, six);
      return {
        hosts: hostsIn(tree).map(({ name, mac, addresses, line, path }) => ({
          name,
          addresses,
          line,
          ...(mac !== undefined && { mac }),
          ...(path !== file && { file: path }),
        })),
        ...(tree6 && { hosts6: hosts6In(tree6) }),
        inventory: tree6 ? joined(dhcpInventory(tree), dhcp6Inventory(tree6)) : dhcpInventory(tree),
      };
    },
  });
}
