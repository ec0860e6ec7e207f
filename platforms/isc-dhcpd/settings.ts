import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { SettingsOf } from '../../src/farm/roles/role.ts';
import type { DhcpSettings, FarmSettings } from '../../src/farm/settings.ts';

export interface DhcpdSettings extends DhcpSettings {
  readonly restart: readonly string[];
  /** Exits 0 when the server is well. */
  readonly health: readonly string[];
  /** `option subnet-mask` of each host block. */
  readonly netmask: string;
  /** dhcpd's configuration for DHCPv6, which is only read. */
  readonly file6?: string;
}

const schema = z.strictObject({
  kind: z.literal('isc-dhcpd').optional(),
  host: s.host,
  file: s.remotePath.default('/etc/dhcp/dhcpd.conf'),
  restart: s.words.default(['systemctl', 'restart', 'isc-dhcp-server']),
  health: s.words
    .default(['systemctl', 'is-active', 'isc-dhcp-server'])
    .describe('Ends with 0 when the server is well'),
  file6: s.remotePath
    .optional()
    .describe('dhcpd6.conf, which is only read: who has an IPv6 address, and what stays of a VM that goes'),
  netmask: s.address.default('255.255.255.0').describe('option subnet-mask of each VM'),
});

export const settings: SettingsOf<DhcpdSettings> = {
  section: 'dhcp',
  schema,
  resolve: ({ file6, ...block }: z.output<typeof schema>, { only }) => ({
    ...block,
    ...(file6 !== undefined && { file6 }),
    kind: 'isc-dhcpd',
    host: block.host ?? only,
  }),
};

/** The farm's settings of its DHCP server, where that is ISC's. */
export function dhcpdOf({ dhcp }: Pick<FarmSettings, 'dhcp'>): DhcpdSettings {
  return dhcp as DhcpdSettings;
}
