import { type Part, part } from '../../src/farm/read-parts.ts';
import type { DhcpSettings } from '../../src/farm/settings.ts';
import type { DhcpState } from '../../src/farm/state.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import { readable } from '../../src/farm/text/unreadable.ts';
import { dhcpInventory } from './inventory.ts';
import { dhcpTree, hostsIn, sourceFact } from './tree.ts';

/** The hosts dhcpd knows: those of dhcpd.conf and of the files it includes. */
export function dhcpPart({ host, file }: Pick<DhcpSettings, 'host' | 'file'>): Part<DhcpState> {
  return part({
    facts: { state: fileFact(host, file), source: sourceFact(host, file) },
    make: ({ state, source: { files } }) => {
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
        inventory: dhcpInventory(tree),
      };
    },
  });
}
