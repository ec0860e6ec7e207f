import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { Farm } from '../../src/farm/farm.ts';

/** A subnet as kea-dhcp4.conf tells them apart: by its `id`, or by its prefix as in `"subnet": "10.10.60.0/24"`. */
export const subnet = z.union(
  [z.int().min(1).max(4_294_967_294), z.string().regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/)],
  {
    error: 'the id of a subnet, or its prefix such as 10.10.60.0/24',
  },
);

/** The block `dhcp:` of farm.yaml where the farm's DHCP server is Kea. */
export const settings = z.strictObject({
  kind: z.literal('kea'),
  host: s.label.optional().describe('One of hosts; may be left out where there is one'),
  file: s.remotePath.default('/etc/kea/kea-dhcp4.conf'),
  socket: s.remotePath.default('/run/kea/kea4-ctrl-socket').describe('socket-name of control-socket in the file'),
  subnet: subnet
    .optional()
    .describe(
      'Subnet of new reservations, its id or prefix, where several hold the address; else the narrowest that does',
    ),
});

/** Settings of Kea, with its host resolved. */
export type KeaSettings = Omit<z.infer<typeof settings>, 'host'> & { readonly host: string };

/** Kea's settings of a farm whose `dhcp` is of this kind. */
export function settingsOf({ dhcp }: Pick<Farm, 'dhcp'>): KeaSettings {
  // The farm's own type of `dhcp` is that of isc-dhcpd until platforms are chosen by kind.
  return dhcp as unknown as KeaSettings;
}
