import * as z from 'zod';
import { address, address6, domain, label, port, remotePath } from '../../src/farm/config/scalars.ts';

/** What a record that is brought back had beside it when it was removed: no reason not to bring it back. */
export const restore = z.strictObject({
  /** Other names that had the address; null: it was not known. */
  sharers: z.array(z.string()).nullable(),
  /** Other values the name had. */
  others: z.array(z.string()),
});

const place = {
  host: label,
  zone: domain,
  /** Seen from the host. */
  server: z.strictObject({ address, port }),
  /** Key file on the host. */
  key: remotePath,
  name: domain,
  ttl: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  /** Whether the zone shall have the record, or shall not. */
  present: z.boolean(),
  /** Hosts that must find the name before others may use it there: their caches may say for a while that there is none. */
  resolvers: z.array(label).optional(),
  restore: restore.optional(),
};

/** The arguments of rfc2136.record. */
export const args = z.discriminatedUnion('type', [
  z.strictObject({ ...place, type: z.literal('A'), value: address }),
  z.strictObject({ ...place, type: z.literal('AAAA'), value: address6 }),
  z.strictObject({ ...place, type: z.literal('PTR'), value: domain }),
]);

/** One A, AAAA or PTR record of one zone that takes dynamic updates; names without dots at their ends. */
export type RecordArgs = z.infer<typeof args>;
