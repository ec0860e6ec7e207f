import { dirname } from 'node:path/posix';
import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import { patchSchema } from '../../src/farm/text/patch.ts';
import { patches } from './args.ts';
import { params6Of } from './folder.ts';
import { paramName } from './names.ts';
import type { Guarded } from './switch.ts';

const where = {
  host: s.label,
  /** farmhand's folder on the host. */
  state: s.remotePath,
  /** Shorewall6's. */
  rules: s.remotePath,
  /** Shorewall6's, where they are edited too. */
  params: s.remotePath.optional(),
  /** Seconds after which the firewall opens unless a new connection got in. */
  deadMan: z.int().positive().max(s.longestDeadMan),
  /** Of the machine that all this is about, as RFC 5952 writes them. */
  addresses: z.tuple([s.address6]).rest(s.address6),
};

/** A rule on one line: whatever else it may be, Shorewall6 reads it as one. */
const line = z.string().regex(/^(?!\s*[?#])[^\n\r\\]+$/);

/** A variable of params that is the machine, in the brackets that Shorewall6 has around an address. */
const variable = z.strictObject({
  name: paramName,
  value: z.string().regex(/^([\da-f:.]+(\/128)?|\[[\da-f:.]+(\/128)?\]|<[\da-f:.]+(\/128)?>)$/i),
});

/** What was changed; without params, the change of the rules alone. */
const restore = z.union([patches, patchSchema.transform((rules) => ({ rules, params: null }))]);

/** The arguments of shorewall.admit. */
export const args = z.union([
  /** The machine has rules, and the variables they are written with. */
  z
    .strictObject({
      ...where,
      present: z.literal(true),
      lines: z.array(line).min(1),
      variables: z.array(variable).optional(),
    })
    .refine(({ params, variables }) => params !== undefined || variables === undefined, 'variables are in params'),
  /** It has none; `restore`: of the change alone that is taken back. */
  z.strictObject({ ...where, present: z.literal(false), restore: restore.optional() }),
  /** What a removal took out is there again. */
  z.strictObject({ ...where, present: z.literal(true), restore }),
]);
export type AdmitArgs = z.output<typeof args>;
export type Admitting = Extract<AdmitArgs, { readonly lines: unknown }>;

/** The arguments that say where. */
export function whereOf({ host, state, rules, params, deadMan, addresses }: AdmitArgs) {
  return { host, state, rules, ...(params !== undefined && { params }), deadMan, addresses };
}

/** The files, params also where they are only read. */
export function pathsOf({ rules, params = params6Of(rules) }: Pick<AdmitArgs, 'rules' | 'params'>) {
  return { rules, params };
}

/** What the switch guards of a change. */
export function guardedOf({ host, state, rules, params, deadMan, addresses }: AdmitArgs): Guarded {
  const files: Guarded['files'] = params === undefined ? [rules] : [rules, params];
  const purpose = `${rules} ${addresses[0]}`;
  return { host, state, program: 'shorewall6', folder: dirname(rules), files, deadMan, purpose };
}
