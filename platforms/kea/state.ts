import { type Part, part } from '../../src/farm/read-parts.ts';
import type { DhcpState } from '../../src/farm/state.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import { readable } from '../../src/farm/text/unreadable.ts';
import { keaConfig } from './config.ts';
import { keaInventory } from './inventory.ts';
import type { KeaSettings } from './settings.ts';
import { sourceFact } from './source.ts';

/** The hosts Kea reserves something for: those of kea-dhcp4.conf and of the files it includes. */
export function dhcpPart({ host, file }: Pick<KeaSettings, 'host' | 'file'>): Part<DhcpState> {
  return part({
    facts: { state: fileFact(host, file), source: sourceFact(host, file) },
    make: ({ state, source: { files } }) => {
      const place = `${host}:${file}`;
      const config = readable(place, () => keaConfig(textOf(place, state), file, files));
      return {
        hosts: config.reservations.map(({ name, mac, address, line, file: stands }) => ({
          name,
          addresses: address === undefined ? [] : [address],
          line,
          ...(mac !== undefined && { mac }),
          ...(stands !== file && { file: stands }),
        })),
        inventory: keaInventory(config),
      };
    },
  });
}
