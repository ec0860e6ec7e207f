import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { runGanetiJob } from './job.ts';
import { nodesFact } from './nodes.ts';
import type { GanetiNode } from './rows.ts';

const Args = z.strictObject({ host: s.label, node: s.domain, drained: z.boolean() });
type Args = z.infer<typeof Args>;

type Seen = { readonly node: GanetiNode | null };

/** Has a node be given no more instances, or be given some again, gnt-node(8). Those it has stay where they are. */
export const drain = action({
  name: 'ganeti.drain',
  risk: 'disruptive',
  args: Args,
  title: ({ node, drained }) => (drained ? `have ${node} given no more VMs` : `have ${node} given VMs again`),
  facts: ({ host }) => ({ nodes: nodesFact(host) }),
  see: (args, { nodes }): Seen => ({ node: nodes.find(({ name }) => name === args.node) ?? null }),
  judge: (args, { node }) => {
    const { node: name, drained } = args;
    if (!node) return { is: 'blocked', why: `Ganeti has no node ${name}` };
    if (node.role === 'O') return { is: 'blocked', why: `${name} is offline` };
    if ((node.role === 'D') === drained)
      return { is: 'done', why: `${name} is ${drained ? 'drained' : 'given instances'}` };
    if (node.role === 'M')
      return {
        is: 'blocked',
        why: `${name} is the cluster's master, which Ganeti does not drain: gnt-cluster master-failover on another node first, or migrate its VMs one by one`,
      };
    return { is: 'todo', effect: { commands: [['gnt-node', 'modify', ...options(args)].join(' ')] } };
  },
  apply: (args, _seen, applying) => runGanetiJob(applying, args.host, 'modify', options(args), { program: 'gnt-node' }),
  receipt: {
    schema: z.object({ drained: z.boolean() }),
    of: ({ drained }, before, after) =>
      before.node && after.node && (before.node.role === 'D') !== drained && (after.node.role === 'D') === drained
        ? { drained }
        : null,
  },
  sets: ({ node }) => `whether ${node} is drained`,
  // Its name is what identifies a node; it is left as it is where somebody has put it back since.
  undo: (args, { drained }) => ({
    by: [{ action: 'ganeti.drain', args: { ...args, drained: !drained } }],
    identified: true,
  }),
});

/** A drained node is no candidate for master: where too few are left, Ganeti makes another one. */
function options({ node, drained }: Args): readonly string[] {
  return drained ? ['--drained=yes', '--auto-promote', node] : ['--drained=no', node];
}
