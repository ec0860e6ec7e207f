import type { FileState } from '../../ssh/host.ts';
import type { DhcpSettings } from '../farm.ts';
import { emptyInventory } from '../inventory.ts';
import type { Part } from '../read-parts.ts';
import type { DhcpState } from '../state.ts';
import { fileFact, textOf } from '../text/file.ts';
import { readable } from '../text/unreadable.ts';
import { hostsOf } from './hosts.ts';

/** The hosts dhcpd.conf knows; those in files it includes are not read. */
export function dhcpPart({ host, file }: DhcpSettings): Part<DhcpState> {
  return {
    facts: [fileFact(host, file)],
    make: ([state]) => {
      const place = `${host}:${file}`;
      const hosts = readable(place, () => hostsOf(textOf(place, state as FileState)));
      return {
        hosts: hosts.map(({ name, mac, addresses, line }) => ({
          name,
          addresses,
          line,
          ...(mac !== undefined && { mac }),
        })),
        inventory: emptyInventory,
      };
    },
  };
}
