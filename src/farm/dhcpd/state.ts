import type { FileState } from '../../ssh/host.ts';
import type { DhcpSettings } from '../farm.ts';
import type { Part } from '../read-parts.ts';
import type { DhcpState } from '../state.ts';
import { fileFact, textOf } from '../text/file.ts';
import { readable } from '../text/unreadable.ts';
import { dhcpInventory } from './inventory.ts';
import { dhcpTree, type Files, filesFact, hostsIn } from './tree.ts';

/** The hosts dhcpd knows: those of dhcpd.conf and of the files it includes. */
export function dhcpPart({ host, file }: DhcpSettings): Part<DhcpState> {
  return {
    facts: [fileFact(host, file), filesFact(host, file)],
    make: ([state, files]) => {
      const place = `${host}:${file}`;
      const tree = readable(place, () => dhcpTree(textOf(place, state as FileState), file, files as Files));
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
  };
}
