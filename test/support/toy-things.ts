import * as z from 'zod';
import { type Actions, action, condition } from '../../src/engine/action.ts';
import { toyActions } from './toy-actions.ts';

const Args = z.object({ host: z.string(), path: z.string(), id: z.string() });
type Args = z.infer<typeof Args>;

const read = ({ host, path }: Pick<Args, 'host' | 'path'>) => ({
  host,
  read: { script: 'cat -- "$1" 2>/dev/null || echo absent', args: [path] },
  parse: ({ stdout }: { readonly stdout: string }) => (stdout === 'absent\n' ? null : stdout),
});

const Identified = z.object({ id: z.string() });

const Meant = z.object({ host: z.string(), path: z.string(), id: z.string().nullable() });

/** The file at a path holds that identity; null: there is none. */
const holds = condition({
  args: Meant,
  facts: (args) => ({ text: read(args) }),
  see: ({ id, path }, { text }) => {
    const name = path.split('/').at(-1);
    const why = text === id ? null : text === null ? `${name} is gone` : `${name} is another one`;
    return { why, found: text };
  },
});

/** Makes a thing that has an identity beside its name: a file whose text is the identity. */
const make = action({
  name: 'thing.make',
  risk: 'safe',
  args: Args,
  title: ({ id }) => `make ${id}`,
  facts: (args) => ({ text: read(args) }),
  see: (_, { text }) => text,
  judge: ({ id }, seen) => {
    if (seen === id) return { is: 'done', why: 'it is there' };
    return seen === null
      ? { is: 'todo', effect: { commands: [`make ${id}`] } }
      : { is: 'blocked', why: 'another is there' };
  },
  async apply({ host, path, id }, _, { hosts }) {
    await hosts(host).run({ script: 'printf %s "$2" >"$1"', args: [path, id] });
  },
  receipt: { schema: Identified, of: ({ id }, before, after) => (before === null && after === id ? { id } : null) },
  undo: (args) => ({ by: [{ action: 'thing.end', args }], identified: true }),
  condition: holds,
  thing: ({ host, path, id }, receipt) => {
    const meant = (one: string | null) => ({ action: 'thing.make', args: { host, path, id: one } });
    const name = path.split('/').at(-1) ?? '';
    return receipt === null
      ? { id: null, name, there: meant(null), gone: meant(null) }
      : { id, name, there: meant(id), gone: meant(null) };
  },
});

const end = action({
  name: 'thing.end',
  risk: 'destructive',
  args: Args,
  title: ({ id }) => `end ${id}`,
  facts: (args) => ({ text: read(args) }),
  see: (_, { text }) => text,
  judge: ({ id }, seen) =>
    seen === id ? { is: 'todo', effect: { commands: [`end ${id}`] } } : { is: 'done', why: 'gone' },
  async apply({ host, path }, _, { hosts }) {
    await hosts(host).run({ script: 'rm -- "$1"', args: [path] });
  },
  receipt: { schema: Identified, of: ({ id }, before, after) => (before === id && after === null ? { id } : null) },
  undo: ({ id }) => ({ cannot: `${id} is lost` }),
  condition: holds,
  removed: (_, { id }) => id,
});

/** Toys, and among them some with an identity. */
export const toyThings: Actions = new Map([...toyActions, ...[make, end].map((one) => [one.name, one] as const)]);
