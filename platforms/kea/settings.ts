import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { SettingsOf } from '../../src/farm/roles/role.ts';
import type { DhcpSettings, FarmSettings } from '../../src/farm/settings.ts';

/** A subnet as kea-dhcp4.conf tells them apart: by its `id`, or by its prefix as in `"subnet": "10.10.60.0/24"`. */
export const subnet = z.union(
  [z.int().min(1).max(4_294_967_294), z.string().regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/)],
  {
    error: 'the id of a subnet, or its prefix such as 10.10.60.0/24',
  },
);

export interface KeaSettings extends DhcpSettings {
  /** Path of the control socket. */
  readonly socket: string;
  readonly subnet?: z.output<typeof subnet> | undefined;
  /** Kea's configuration for DHCPv6, which is only read. */
  readonly file6?: string;
}

const schema = z.strictObject({
  kind: z.literal('kea'),
  host: s.host,
  file: s.remotePath.default('/etc/kea/kea-dhcp4.conf'),
  socket: s.remotePath.default('/run/kea/kea4-ctrl-socket').describe('socket-name of control-socket in the file'),
  file6: s.remotePath
    .optional()
    .describe('kea-dhcp6.conf, which is only read: who has an IPv6 address, and what stays of a VM that goes'),
  subnet: subnet
    .optional()
    .describe(
      'Subnet of new reservations, its id or prefix, where several hold the address; else the narrowest that does',
    ),
});

export const settings: SettingsOf<KeaSettings> = {
  section: 'dhcp',
  schema,
  resolve: ({ file6, ...block }: z.output<typeof schema>, { only }) => ({
    ...block,
    ...(file6 !== undefined && { file6 }),
    host: block.host ?? only,
  }),
};

/** The farm's settings of its DHCP server, where that is Kea. */
export function keaOf({ dhcp }: Pick<FarmSettings, 'dhcp'>): KeaSettings {
  return dhcp as KeaSettings;
}
