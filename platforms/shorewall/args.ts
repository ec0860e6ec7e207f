import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import { patchSchema } from '../../src/farm/text/patch.ts';
import { paramName } from './names.ts';

/** A Shorewall, and how a change of it is guarded. */
export const whereArgs = {
  host: s.label,
  /** farmhand's folder on the host. */
  state: s.remotePath,
  /** Shorewall's configuration. */
  folder: s.remotePath,
  rules: s.remotePath,
  params: s.remotePath,
  /** Seconds after which the firewall opens unless a new connection got in. */
  deadMan: z.int().positive().max(s.longestDeadMan),
  /** Holds the address of the VM that all this is about. */
  param: paramName,
};

const where = z.strictObject(whereArgs);
export type Where = z.infer<typeof where>;

/** What was changed in each file; null: nothing. */
export const patchesSchema = z.strictObject({ rules: patchSchema.nullable(), params: patchSchema.nullable() });
export type Patches = z.infer<typeof patchesSchema>;

export function whereOf({ host, state, folder, rules, params, deadMan, param }: Where): Where {
  return { host, state, folder, rules, params, deadMan, param };
}
