import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { type Patch, patchOf, patchSchema, stands } from '../../src/farm/text/patch.ts';
import { applyChange, effectOf, factsOf, hostArgs, restored, textOrProblem } from './change.ts';
import { withoutHost } from './edit.ts';
import { hostsOf } from './hosts.ts';

const Args = z.strictObject({
  ...hostArgs,
  /** Only a host with this MAC; without it, whichever has the name. */
  mac: s.mac.optional(),
  /** What an undo needs to make the block anew where its place cannot be told any more. */
  remember: z.strictObject({ address: z.string(), netmask: z.string() }).optional(),
});
type Args = z.infer<typeof Args>;

type Seen = {
  readonly problem: string | null;
  /** The host of that name: its MAC, its fixed address where it has one, and the included file it stands in. */
  readonly same: { readonly mac: string | null; readonly fixed?: string; readonly included?: string } | null;
  readonly patch: Patch | null;
  readonly healthy: boolean;
};

/** Takes a host out of dhcpd.conf and restarts the server. */
export const removeHost = action({
  name: 'dhcpd.unhost',
  risk: 'disruptive',
  removes: true,
  args: Args,
  title: ({ name }) => `remove DHCP host ${name}`,
  facts: factsOf,
  see: (args, { state, healthy, source }): Seen => {
    const found = textOrProblem(args, state, source);
    if ('problem' in found) return { problem: found.problem, same: null, patch: null, healthy: false };
    const same = found.hosts.find(({ name }) => name === args.name);
    const [fixed, ...more] = same?.addresses ?? [];
    return {
      problem: found.refused,
      same: same
        ? {
            mac: same.mac ?? null,
            ...(fixed !== undefined && more.length === 0 && { fixed }),
            ...(same.path !== args.file && { included: `${same.path}:${same.line}` }),
          }
        : null,
      patch: change(args, found.text)?.patch ?? null,
      healthy,
    };
  },
  judge: (args, { problem, same, patch, healthy }) => {
    if (problem) return { is: 'blocked', why: problem };
    if (same?.included && (args.mac === undefined || same.mac === args.mac)) {
      const why = `the DHCP host ${args.name} stands in ${same.included}, which ${args.file} includes: farmhand edits ${args.file} alone, so take it out there by hand`;
      return { is: 'blocked', why };
    }
    if (same && !patch && (args.mac === undefined || same.mac === args.mac))
      return { is: 'done', why: `${args.name} was changed by somebody since: it is left alone` };
    if (same && !patch)
      return { is: 'done', why: `${args.name} has another MAC since (${same.mac ?? 'none'}): it is left alone` };
    if (!same && healthy) return { is: 'done', why: `${args.host}:${args.file} has no host ${args.name}` };
    return { is: 'todo', effect: effectOf(args, patch) };
  },
  async apply(args, { patch }, applying) {
    await applyChange(args, patch, (text) => change(args, text), applying);
  },
  receipt: {
    schema: z.object({ patch: patchSchema, mac: z.string(), fixed: z.string().optional() }),
    of: (_args, before, after) =>
      before.same?.mac && !after.same && before.patch
        ? {
            patch: before.patch,
            mac: before.same.mac,
            ...(before.same.fixed !== undefined && { fixed: before.same.fixed }),
          }
        : null,
  },
  undo: ({ restore: _, remember, ...args }, { patch, mac: was, fixed }) => {
    if (!remember) return { cannot: `nothing says which address ${args.name} had` };
    const own = { mac: was, ...(fixed !== undefined && fixed !== args.name && { fixed }) };
    return { by: [{ action: 'dhcpd.host', args: { ...args, ...remember, ...own, restore: patch } }] };
  },
});

/** The file without the host; null when there is none, or it is another one. */
function change(args: Args, text: string): { readonly text: string; readonly patch: Patch } | null {
  const found = hostsOf(text).find(
    ({ name, mac }) => name === args.name && (args.mac === undefined || mac === args.mac),
  );
  if (!found || (args.restore && !stands(text, args.restore))) return null;
  const gone = (one: string) => hostsOf(one).every(({ name }) => name !== args.name);
  const edited = restored(text, args.restore, gone) ?? withoutHost(text, args.name);
  const patch = patchOf(text, edited);
  return patch && { text: edited, patch };
}
