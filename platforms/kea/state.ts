import type { Part } from '../../src/farm/read-parts.ts';
import type { DhcpState } from '../../src/farm/state.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import type { FileSource } from '../../src/farm/text/includes.ts';
import { readable } from '../../src/farm/text/unreadable.ts';
import type { FileState } from '../../src/ssh/host.ts';
import { keaConfig } from './config.ts';
import { keaInventory } from './inventory.ts';
import type { KeaSettings } from './settings.ts';
import { sourceFact } from './source.ts';

/** The hosts Kea reserves something for: those of kea-dhcp4.conf and of the files it includes. */
export function dhcpPart({ host, file }: Pick<KeaSettings, 'host' | 'file'>): Part<DhcpState> {
  return {
    facts: [fileFact(host, file), sourceFact(host, file)],
    make: ([state, source]) => {
      const place = `${host}:${file}`;
      const { files } = source as FileSource;
      const config = readable(place, () => keaConfig(textOf(place, state as FileState), file, files));
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
  };
}
