import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { patchSchema } from '../../src/farm/text/patch.ts';
import { aimOf } from './aims.ts';
import { args, type ForwardArgs, type Patches, whereOf } from './args.ts';
import { type Firewall, firewallFacts, firewallOf, guardedOf, readFirewall } from './change.ts';
import { edit, effectOf, guarded } from './edit-texts.ts';
import { takeOver } from './switch.ts';
import { patchesOf } from './texts.ts';

type Seen = {
  readonly problem: string | null;
  /** What is to change in the files. */
  readonly change: Patches;
  /** The running rules are as the files then say. */
  readonly loaded: boolean;
  readonly started: boolean;
  readonly pending: boolean;
  /** What people should know of it. */
  readonly note?: string;
  /** What `change` is called in steps that an earlier version began. */
  readonly missing?: Patches;
  readonly surplus?: Patches;
};

function seen(args: ForwardArgs, firewall: Firewall): Seen {
  const aim = aimOf(args);
  const { texts, wall, started, pending } = firewall;
  const problem = aim.problem?.(firewall) ?? null;
  const after = problem === null ? aim.texts(texts, wall) : texts;
  const change = patchesOf(texts, after);
  const note = aim.note?.(wall, after, change);
  return {
    problem,
    change,
    loaded: aim.loaded(firewall, after),
    started,
    pending,
    ...(note !== undefined && { note }),
  };
}

/**
 * Ports are forwarded to a VM, or are not: a Shorewall param and DNAT rules, loaded under a dead man's switch. What a removal took out is put
 * back in its old place, where that place can be found.
 */
export const forward = action({
  name: 'shorewall.forward',
  risk: 'disruptive',
  removes: ({ present }) => !present,
  args,
  joins: true,
  claims: (args) =>
    args.present && !('restore' in args)
      ? [
          { kind: 'port', port: args.port },
          { kind: 'address', address: args.address },
        ]
      : [],
  title: (args) => aimOf(args).title,
  facts: firewallFacts,
  see: (args, values) => seen(args, firewallOf(args, values)),
  judge: (args, { problem, change, loaded, started, pending, note }) => {
    const { host } = args;
    const { starts, done } = aimOf(args);
    if (problem !== null) return { is: 'blocked', why: `${problem}, on ${host}` };
    if (starts && !started && !pending)
      return {
        is: 'blocked',
        why: `the firewall of ${host} is not started: start it (shorewall start), then try again`,
      };
    if (isNone(change) && (loaded || !started) && !pending) return { is: 'done', why: done };
    const effect = effectOf(guardedOf(args), change, starts || started);
    return {
      is: 'todo',
      effect: note === undefined ? effect : { ...effect, commands: [`# ${note}`, ...effect.commands] },
    };
  },
  async apply(args, before, applying) {
    const under = guardedOf(args);
    const left = await takeOver(under, applying);
    const now = await readFirewall(args, applying);
    const { change, loaded, started } = left ? seen(args, now) : before;
    const aim = aimOf(args);
    if (isNone(change) && (loaded || !(started || aim.starts))) return;
    if (aim.starts && !started) throw new Error(`the firewall of ${args.host} is not started`);
    const { before: without, texts } = aim;
    if (!change.rules && without) await edit(under, applying, (files) => without(files, now.wall));
    await (started ? guarded : edit)(under, applying, (files) => texts(files, now.wall));
  },
  receipt: {
    // Absent in those of what put back what had been removed, as an earlier version left them.
    schema: z.object({ rules: patchSchema.nullable(), params: patchSchema.nullable() }).partial(),
    of: (_args, { change, missing, surplus }, after) => {
      const was = change ?? missing ?? surplus;
      const made = (file: keyof Patches) => (after.problem === null && !after.change[file] ? was[file] : null);
      const patches = { rules: made('rules'), params: made('params') };
      return isNone(patches) ? null : patches;
    },
  },
  lasting: {
    name: ({ host, param }) => `forwards to ${param} on ${host}`,
    gone: ({ present }) => !present,
    now: (args, { problem, change, loaded, started, pending }) => {
      if (!args.present || pending) return undefined;
      if (problem !== null) return problem;
      if (!isNone(change)) return 'there is none';
      return started && !loaded ? 'its files have it, and the running firewall does not' : undefined;
    },
  },
  undo: (args, { rules = null, params = null }) => {
    const where = whereOf(args);
    const restore = { rules, params };
    const back = (how: object) => ({ by: [{ action: 'shorewall.forward', args: { ...where, ...how } }] });
    if (!args.present) return back({ present: true, restore });
    if ('restore' in args) return back({ present: false, ...(!isNone(restore) && { restore }) });
    const { address, port } = args;
    return back({ present: false, address, port, restore });
  },
});

function isNone({ rules, params }: Patches): boolean {
  return rules === null && params === null;
}
