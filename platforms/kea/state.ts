import { joined } from '../../src/farm/inventory.ts';
import { type Part, part } from '../../src/farm/read-parts.ts';
import type { DhcpState } from '../../src/farm/state.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import { readable } from '../../src/farm/text/unreadable.ts';
import { keaConfig } from './config.ts';
import { keaInventory } from './inventory.ts';
import { hosts6In, kea6Inventory } from './inventory6.ts';
import type { KeaSettings } from './settings.ts';
import { sourceFact } from './source.ts';

/** The hosts Kea reserves something for: those of kea-dhcp4.conf and of the files it includes, and of kea-dhcp6.conf where farm.yaml names it. */
export function dhcpPart({ host, file, file6 }: Pick<KeaSettings, 'host' | 'file' | 'file6'>): Part<DhcpState> {
  return part({
    facts: {
      state: fileFact(host, file),
      source: sourceFact(host, file),
      six: file6 === undefined ? undefined : { state: fileFact(host, file6), source: sourceFact(host, file6) },
    },
    make: ({ state, source, six }) => {
      const configOf = (path: string, read: NonNullable<typeof six>, version: 4 | 6) => {
        const place = `${host}:${path}`;
        return readable(place, () => keaConfig(textOf(place, read.state), path, read.source.files, version));
      };
      const config = configOf(file, { state, source }, 4);
      const config6 = file6 === undefined || !six ? undefined : configOf(file6, six, 6);
      return {
        hosts: config.reservations.map(({ name, mac, address, line, file: stands }) => ({
          name,
          addresses: address === undefined ? [] : [address],
          line,
          ...(mac !== undefined && { mac }),
          ...(stands !== file && { file: stands }),
        })),
        ...(config6 && { hosts6: hosts6In(config6) }),
        inventory: config6 ? joined(keaInventory(config), kea6Inventory(config6)) : keaInventory(config),
      };
    },
  });
}
