import * as z from 'zod';
import { action } from '../../src/engine/action.ts';
import { domain } from '../../src/farm/config/scalars.ts';
import { shownReverse } from '../../src/farm/reverse-name.ts';
import { patchSchema } from '../../src/farm/text/patch.ts';
import { apply } from './apply.ts';
import { args, type RecordArgs } from './args.ts';
import { judge } from './judge.ts';
import { factsOf, type Seen, see } from './see.ts';

/**
 * A record of a zone file is there, or is not: the file is edited, its serial raised, and the server reloaded. Done is what the running server
 * answers with, or answers no more.
 */
export const record = action({
  name: 'bind.record',
  risk: ({ present }) => (present ? 'safe' : 'disruptive'),
  removes: ({ present }) => !present,
  args,
  claims: ({ present, type, value }) => (present && type !== 'PTR' ? [{ kind: 'address', address: value }] : []),
  title: (wanted) => (wanted.present ? described(wanted) : `removal of ${described(wanted)}`),
  facts: factsOf,
  see,
  judge,
  apply,
  receipt: {
    // Names that had the address beside the one that goes are no reason not to bring it back.
    schema: z.object({ patch: patchSchema, beside: z.array(domain).optional() }),
    of: ({ present }, before, after) => {
      if (!before.change || before.present === after.present) return null;
      const { patch } = before.change;
      return present ? { patch } : { patch, beside: [...(before.sharers ?? [])] };
    },
  },
  lasting: {
    name: ({ type, name, zone }) => `${type} record of ${name} in ${zone}`,
    gone: ({ present }) => !present,
    again: ({ restore: _, over: _over, ...wanted }) => wanted,
    now,
    // Another kind of record (a CNAME) has no place to be taken.
    over: (wanted, { others }) =>
      others.length > 0 && others.every((one) => !one.includes(' ')) ? { ...wanted, over: [...others] } : wanted,
  },
  undo: ({ restore: _, resolvers: _resolvers, present, ...wanted }, { patch, beside = [] }) => ({
    by: [
      {
        action: 'bind.record',
        args: { ...wanted, ...(beside.length > 0 && { beside }), present: !present, restore: patch },
      },
    ],
  }),
});

function now({ value }: RecordArgs, { problem, present, others, served, change }: Seen): string | undefined {
  if (problem !== null) return undefined;
  if (!present) return others.length > 0 ? `it is ${others.join(', ')}` : 'there is none';
  if (others.length > 0) return `there is ${others.join(', ')} too`;
  if (change || !served.includes(value))
    return `its file has it, and the name server answers ${served.join(', ') || 'with none'}`;
  return undefined;
}

function described({ type, name, value }: RecordArgs): string {
  return `${type === 'PTR' ? 'reverse DNS record' : 'DNS record'} ${shownReverse(name)} ${type} ${value}`;
}
