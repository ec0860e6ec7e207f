import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import { patchSchema } from '../../src/farm/text/patch.ts';
import { paramName, publicAddress, zoneName } from './names.ts';

/** What was changed in each file; null: nothing. */
export const patches = z.strictObject({ rules: patchSchema.nullable(), params: patchSchema.nullable() });
export type Patches = z.infer<typeof patches>;

/** A Shorewall, and how a change of it is guarded. */
const where = {
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

/** One port leads to the VM. */
const forwarding = z.strictObject({
  ...where,
  /** Whether it shall, or shall not; left out in plans of before. */
  present: z.literal(true).default(true),
  address: s.address,
  /** Seen from outside. */
  port: s.port,
  toPort: s.port.default(22),
  publicAddress,
  netZone: zoneName,
  vmZone: zoneName,
});

/** No port leads to the VM any more. */
const removal = z.strictObject({
  ...where,
  present: z.literal(false),
  /** Only while the param has it. */
  address: s.address.optional(),
  /** Only the rule of this port; without it every rule to the VM, because the VM goes. */
  port: s.port.optional(),
  /** The change that is taken back. */
  restore: patches.optional(),
});

/** What a removal took out is there again. */
const restoring = z.strictObject({ ...where, present: z.literal(true), restore: patches });

/** The arguments of shorewall.forward. */
export const args = z.union([forwarding, removal, restoring]);

export type ForwardArgs = z.output<typeof args>;
export type Forwarding = z.output<typeof forwarding>;
export type Removal = z.output<typeof removal>;
export type Restoring = z.output<typeof restoring>;
export type Where = Pick<ForwardArgs, keyof typeof where>;

export function whereOf({ host, state, folder, rules, params, deadMan, param }: Where): Where {
  return { host, state, folder, rules, params, deadMan, param };
}
