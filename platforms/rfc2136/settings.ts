import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { Farm } from '../../src/farm/farm.ts';

const zone = z.strictObject({ zone: s.domain });

/** The `dns` block of farm.yaml where `kind` is rfc2136. */
export const settings = z.strictObject({
  kind: z.literal('rfc2136'),
  host: s.label.optional().describe('One of hosts; may be left out where there is one'),
  forward: zone,
  reverse: zone.optional(),
  address: s.address
    .default('127.0.0.1')
    .describe("Where the zones' primary server answers and takes updates, seen from the host"),
  port: s.port.default(53),
  key: s.remotePath.describe('TSIG key file on the host, as nsupdate -k reads it; farmhand never reads what is in it'),
  ttl: s.wait.prefault('1h').describe('How long other servers may keep a record'),
});

/** The block as read: the host is filled in, the TTL is in seconds. */
export type Rfc2136Settings = Readonly<z.output<typeof settings>> & { readonly host: string };

/** A farm's settings of this platform. A cast until the farm's own type knows several kinds of `dns`. */
export function settingsOf(farm: Pick<Farm, 'dns'>): Rfc2136Settings {
  return farm.dns as unknown as Rfc2136Settings;
}
