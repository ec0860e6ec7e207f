import * as z from 'zod';
import { action, type Undoing } from '../../src/engine/action.ts';
import { domain } from '../../src/farm/config/scalars.ts';
import { type Patch, patchSchema } from '../../src/farm/text/patch.ts';
import { apply } from './apply.ts';
import { args, type RecordArgs } from './args.ts';
import { judgeRecord, judgeUnrecord } from './judge.ts';
import { factsOf, type Seen, see } from './see.ts';

/** Adds a record to a zone file, raises its serial and reloads the server; done when the running server answers with it. */
export const record = action({
  name: 'bind.record',
  risk: 'safe',
  args,
  claims: ({ type, value }) => (type === 'A' ? [{ kind: 'address', address: value }] : []),
  title: (wanted) => describe(wanted),
  facts: (wanted) => factsOf(wanted, 'present'),
  see: (wanted, values) => see(wanted, 'present', values),
  judge: judgeRecord,
  apply: (wanted, seen, applying) => apply(wanted, seen, applying, 'present'),
  receipt: { schema: z.object({ patch: patchSchema }), of: (_, before, after) => changed(before, after) },
  undo: (wanted, { patch }) => takeBack('bind.unrecord', wanted, patch),
});

/** Takes a record out of a zone file, raises its serial and reloads the server; done when the running server does not answer with it. */
export const removeRecord = action({
  name: 'bind.unrecord',
  risk: 'disruptive',
  removes: true,
  args,
  title: (wanted) => `removal of ${describe(wanted)}`,
  facts: (wanted) => factsOf(wanted, 'absent'),
  see: (wanted, values) => see(wanted, 'absent', values),
  judge: judgeUnrecord,
  apply: (wanted, seen, applying) => apply(wanted, seen, applying, 'absent'),
  receipt: {
    // Names that had the address beside the one that goes are no reason not to bring it back.
    schema: z.object({ patch: patchSchema, beside: z.array(domain).optional() }),
    of: (_, before, after) => {
      const change = changed(before, after);
      return change && { ...change, beside: [...(before.sharers ?? [])] };
    },
  },
  undo: (wanted, { patch, beside }) =>
    takeBack('bind.record', { ...wanted, ...(beside?.length ? { beside } : {}) }, patch),
});

function describe({ type, name, value }: RecordArgs): string {
  return type === 'A' ? `DNS record ${name} A ${value}` : `reverse DNS record ${name} PTR ${value}`;
}

/** What became of the file; null: it is as it was. */
function changed(before: Seen, after: Seen): { readonly patch: Patch } | null {
  return before.change && before.present !== after.present ? { patch: before.change.patch } : null;
}

function takeBack(
  action: 'bind.record' | 'bind.unrecord',
  { restore: _, resolvers: _resolvers, ...wanted }: RecordArgs,
  restore: Patch,
): Undoing {
  return { by: [{ action, args: { ...wanted, restore } }] };
}
