import * as z from 'zod';
import { type Action, type Actions, action } from '../../src/engine/action.ts';
import { OutcomeUnknown } from '../../src/ssh/host.ts';

const Args = z.object({
  host: z.string(),
  path: z.string(),
  text: z.string().default('x'),
  /** What goes wrong: `fail` before anything is done, `late` after it was done, `lost` done but unseen, `lie` says it did and did not, `hang` waits until stopped, `veiled` is not shown at the first look after it. */
  trouble: z.enum(['none', 'fail', 'late', 'lost', 'lie', 'hang', 'veiled', 'blocked']).default('none'),
});
type Args = z.infer<typeof Args>;

const Changed = z.object({ path: z.string() });

const read = (args: Args) => ({
  host: args.host,
  read: {
    script: 'if [ -e "$1.veil" ]; then rm "$1.veil"; printf veiled; else cat -- "$1" 2>/dev/null || echo absent; fi',
    args: [args.path],
  },
  parse: ({ stdout }: { readonly stdout: string }) => (stdout === 'absent\n' ? null : stdout),
});

const put = action({
  name: 'file.put',
  risk: 'safe',
  args: Args,
  title: ({ path }) => `write ${path.split('/').at(-1)}`,
  facts: (args) => ({ text: read(args) }),
  see: (_, { text }) => text,
  judge: (args, seen) => {
    if (args.trouble === 'blocked') return { is: 'blocked', why: 'something is in the way' };
    if (seen === args.text) return { is: 'done', why: 'it is there already' };
    if (seen !== null) return { is: 'blocked', why: `${args.path} holds something else` };
    return { is: 'todo', effect: { commands: [`echo ${args.text} >${args.path}`] } };
  },
  async apply(args, _, { hosts, sleep, signal }) {
    if (args.trouble === 'fail') throw new Error('no space left');
    while (args.trouble === 'hang' && !signal.aborted) await sleep(20);
    if (args.trouble === 'lie') return;
    await hosts(args.host).run({
      script: 'printf %s "$2" >"$1"; echo "$1" >>"${1%/*}/log"',
      args: [args.path, args.text],
    });
    if (args.trouble === 'veiled') await hosts(args.host).run({ script: ': >"$1.veil"', args: [args.path] });
    if (args.trouble === 'late') throw new Error('it complained at the end');
    if (args.trouble === 'lost') throw new OutcomeUnknown('the connection was lost');
  },
  receipt: {
    schema: Changed,
    of: (args, before, after) => (before === null && after === args.text ? { path: args.path } : null),
  },
  undo: (args) => ({ by: [{ action: 'file.remove', args: { host: args.host, path: args.path } }] }),
});

const remove = action({
  name: 'file.remove',
  risk: 'destructive',
  args: Args,
  title: ({ path }) => `remove ${path.split('/').at(-1)}`,
  facts: (args) => ({ text: read(args) }),
  see: (_, { text }) => text,
  judge: ({ path }, seen) =>
    seen === null ? { is: 'done', why: 'it is gone already' } : { is: 'todo', effect: { commands: [`rm ${path}`] } },
  async apply({ host, path }, _, { hosts }) {
    await hosts(host).run({ script: 'rm -- "$1"', args: [path] });
  },
  receipt: { schema: Changed, of: ({ path }, before) => (before === null ? null : { path }) },
  undo: () => ({ cannot: 'what was in the file is lost' }),
});

/** The same for good. */
const keep: Action = { ...put, name: 'file.keep', undo: () => ({ stays: 'it is there for good' }) };

/** Actions on files of one folder: enough to try everything the engine does. Each write is also a line in the folder's `log`. */
export const toyActions: Actions = new Map([put, keep, remove].map((one) => [one.name, one]));
