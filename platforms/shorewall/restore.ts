import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { type Patches, patchesSchema, whereArgs, whereOf } from './args.ts';
import { edit, effectOf, type Firewall, firewallFacts, firewallOf, guarded, readFirewall } from './change.ts';
import { forwards } from './port-forwards.ts';
import { takeOver } from './switch.ts';
import { patchesOf, restored } from './texts.ts';

const Args = z.strictObject({
  ...whereArgs,
  /** What was removed. */
  removed: patchesSchema,
});
type Args = z.infer<typeof Args>;

type Seen = {
  /** What the files lack of it. */
  readonly missing: Patches;
  /** The running rules have every forward that was removed. */
  readonly active: boolean;
  readonly started: boolean;
  readonly pending: boolean;
};

function seen(args: Args, { texts, running, started, pending }: Firewall): Seen {
  const after = restored(args.removed, texts);
  const back = forwards((args.removed.rules?.removed ?? []).join(''), after.params);
  return {
    missing: patchesOf(texts, after),
    active: back.every((one) => running.includes(`${one.port} ${one.address}:${one.toPort}`)),
    started,
    pending,
  };
}

/** Puts back what removeForward removed, in its old place where that can be told. */
export const restore = action({
  name: 'shorewall.restore',
  risk: 'disruptive',
  args: Args,
  joins: true,
  title: ({ param }) => `forward ports to ${param} again`,
  facts: firewallFacts,
  see: (args, values) => seen(args, firewallOf(args, values)),
  judge: (args, { missing, active, started, pending }) => {
    if (!missing.rules && !missing.params && (active || !started) && !pending)
      return { is: 'done', why: `the firewall has everything of ${args.param} again` };
    return { is: 'todo', effect: effectOf(args, missing, started) };
  },
  async apply(args, before, applying) {
    const left = await takeOver(args, applying);
    const { missing, active, started } = left ? seen(args, await readFirewall(args, applying)) : before;
    if (!missing.rules && !missing.params && (active || !started)) return;
    const change = started ? guarded : edit;
    await change(args, applying, (texts) => restored(args.removed, texts));
  },
  receipt: {
    schema: z.object({}),
    of: (_args, before, after) =>
      (before.missing.rules || before.missing.params) && !after.missing.rules && !after.missing.params ? {} : null,
  },
  undo: (args) => ({ by: [{ action: 'shorewall.unforward', args: { ...whereOf(args) } }] }),
});
