import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { SettingsOf } from '../../src/farm/roles/role.ts';
import type { DnsSettings, FarmSettings } from '../../src/farm/settings.ts';

/** A zone, and the file named reads it from. */
export interface BindZone {
  /** Without the dot at its end. */
  readonly zone: string;
  readonly file: string;
}

export interface BindSettings extends DnsSettings {
  readonly forward: BindZone;
  readonly reverse?: BindZone;
  readonly reverse6?: BindZone;
  /** Words of the command that makes named read the zones again. */
  readonly reload: readonly string[];
}

const zone = z.strictObject({ zone: s.domain, file: s.remotePath });

const schema = z.strictObject({
  kind: z.literal('bind').optional(),
  host: s.host,
  forward: zone,
  reverse: zone.optional(),
  reverse6: zone.optional().describe('The zone of ip6.arpa, where the pool has IPv6 addresses'),
  address: s.address.default('127.0.0.1').describe('Where the name server answers, asked from its own host'),
  port: s.port.default(53),
  reload: s.words.default(['systemctl', 'reload', 'named']),
});

export const settings: SettingsOf<BindSettings> = {
  section: 'dns',
  schema,
  resolve: ({ reverse, reverse6, ...block }: z.output<typeof schema>, { only }) => ({
    ...block,
    ...(reverse && { reverse }),
    ...(reverse6 && { reverse6 }),
    kind: 'bind',
    host: block.host ?? only,
  }),
};

/** The farm's settings of its name server, where that is BIND. */
export function bindOf({ dns }: Pick<FarmSettings, 'dns'>): BindSettings {
  return dns as BindSettings;
}
