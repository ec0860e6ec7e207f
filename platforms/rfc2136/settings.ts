import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { SettingsOf } from '../../src/farm/roles/role.ts';
import type { DnsSettings, FarmSettings } from '../../src/farm/settings.ts';

export interface Rfc2136Settings extends DnsSettings {
  /** TSIG key file on the host, as `nsupdate -k` reads it. */
  readonly key: string;
  /** Seconds other servers may keep a record. */
  readonly ttl: number;
}

const zone = z.strictObject({ zone: s.domain });

const schema = z.strictObject({
  kind: z.literal('rfc2136'),
  host: s.host,
  forward: zone,
  reverse: zone.optional(),
  reverse6: zone.optional().describe('The zone of ip6.arpa, where the pool has IPv6 addresses'),
  address: s.address
    .default('127.0.0.1')
    .describe("Where the zones' primary server answers and takes updates, seen from the host"),
  port: s.port.default(53),
  key: s.remotePath.describe('TSIG key file on the host, as nsupdate -k reads it; farmhand never reads what is in it'),
  ttl: s.wait.prefault('1h').describe('How long other servers may keep a record'),
});

export const settings: SettingsOf<Rfc2136Settings> = {
  section: 'dns',
  schema,
  resolve: ({ reverse, reverse6, ...block }: z.output<typeof schema>, { only }) => ({
    ...block,
    ...(reverse && { reverse }),
    ...(reverse6 && { reverse6 }),
    host: block.host ?? only,
  }),
};

/** The farm's settings of its name server, where that takes dynamic updates. */
export function rfc2136Of({ dns }: Pick<FarmSettings, 'dns'>): Rfc2136Settings {
  return dns as Rfc2136Settings;
}
