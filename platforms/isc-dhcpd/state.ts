import { joined } from '../../src/farm/inventory.ts';
import { type Part, part } from '../../src/farm/read-parts.ts';
import type { DhcpState } from '../../src/farm/state.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import { readable } from '../../src/farm/text/unreadable.ts';
import { dhcpInventory } from './inventory.ts';
import { dhcp6Inventory } from './inventory6.ts';
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
    make: ({ state, source: { files }, six }) => {
      const inventory6 = (path: string, read: NonNullable<typeof six>) => {
        const text = textOf(`${host}:${path}`, read.state);
        return dhcp6Inventory(readable(`${host}:${path}`, () => dhcpTree(text, path, read.source.files)));
      };
      const place = `${host}:${file}`;
      const tree = readable(place, () => dhcpTree(textOf(place, state), file, files));
      return {
        hosts: hostsIn(tree).map(({ name, mac, addresses, line, path }) => ({
          name,
          addresses,
          line,
          ...(mac !== undefined && { mac }),
          ...(path !== file && { file: path }),
        })),
        inventory:
          file6 !== undefined && six ? joined(dhcpInventory(tree), inventory6(file6, six)) : dhcpInventory(tree),
      };
    },
  });
}
