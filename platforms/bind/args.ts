import * as z from 'zod';
import { address, address6, domain, label, port, remotePath, words } from '../../src/farm/config/scalars.ts';
import { patchSchema } from '../../src/farm/text/patch.ts';

const place = {
  host: z.string(),
  zone: domain,
  file: remotePath,
  /** Whether the record shall be there; left out in plans of before. */
  present: z.boolean().default(true),
  /** Other names that had the address before, and may have it still. */
  beside: z.array(domain).optional(),
  /** Other values of the name whose place it takes. */
  over: z.array(z.string()).optional(),
  server: z.strictObject({ address, port }),
  reload: words,
  /** Hosts that must find the name before others may use it there: their caches may say for a while that there is none. */
  resolvers: z.array(label).optional(),
  /** An earlier change this one takes back, line by line where that is still possible. */
  restore: patchSchema.optional(),
};

export const args = z.discriminatedUnion('type', [
  z.strictObject({ ...place, type: z.literal('A'), name: domain, value: address }),
  z.strictObject({ ...place, type: z.literal('AAAA'), name: domain, value: address6 }),
  z.strictObject({ ...place, type: z.literal('PTR'), name: domain, value: domain }),
]);

/** One A, AAAA or PTR record of one zone file; names without dots at their ends. */
export type RecordArgs = z.infer<typeof args>;

/** Hosts that are waited for. */
export function awaited({ present, resolvers = [] }: RecordArgs): readonly string[] {
  return present ? resolvers : [];
}

/** Whether a server that answers so needs nothing. */
export function isServed({ present, value }: RecordArgs, answered: readonly string[]): boolean {
  return answered.includes(value) === present;
}

/** As the editors of a zone name what is wanted. */
export function wantOf({ present }: RecordArgs): 'present' | 'absent' {
  return present ? 'present' : 'absent';
}
