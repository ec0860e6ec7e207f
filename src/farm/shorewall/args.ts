import * as z from 'zod';
import * as s from '../config/scalars.ts';
import { patchSchema } from '../text/patch.ts';

/** The change to take back, exactly where it was made; null: none was made in that file. */
export const restore = z.strictObject({ rules: patchSchema.nullable(), params: patchSchema.nullable() });

/** A forwarded port, and the Shorewall it is in. */
export const forwardArgs = {
  host: s.label,
  /** farmhand's folder on the host. */
  state: s.remotePath,
  rules: s.remotePath,
  params: s.remotePath,
  /** Seconds after which the firewall opens unless a new connection got in. The host itself ends the wait after five minutes. */
  deadMan: z.int().positive().max(240),
  /** Holds the VM's address. */
  param: s.paramName,
  address: s.address,
  /** Seen from outside. */
  port: s.port,
  toPort: s.port.default(22),
  /** An address, or `$NAME` from params. */
  publicAddress: s.publicAddress,
  netZone: s.zoneName,
  vmZone: s.zoneName,
  restore: restore.optional(),
};

const schema = z.strictObject(forwardArgs);
export type ForwardArgs = z.infer<typeof schema>;
