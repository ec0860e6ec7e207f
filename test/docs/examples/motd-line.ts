import * as z from 'zod';
import { action } from '../../../src/engine/action.ts';
import * as s from '../../../src/farm/config/scalars.ts';
import { editFiles, fileFact, textOf } from '../../../src/farm/text/file.ts';
import type { FileState } from '../../../src/ssh/host.ts';

const Args = z.strictObject({
  host: s.label,
  path: s.remotePath,
  line: z.string().regex(/^\P{Cc}{1,200}$/u),
  /** Whether the file shall have the line, or shall not. */
  present: z.boolean(),
});
type Args = z.infer<typeof Args>;

type Seen = { readonly lines: readonly string[] };

/** A line at the end of a text file that people are shown when they log in, motd(5). */
export const motdLine = action({
  name: 'motd.line',
  risk: 'safe',
  args: Args,
  title: ({ host, line, present }) => `${present ? 'notice' : 'no more notice'} on ${host}: ${line}`,
  facts: ({ host, path }) => ({ file: fileFact(host, path) }),
  see: (args, { file }): Seen => ({ lines: linesOf(args, file) }),
  judge: ({ host, path, line, present }, { lines }) => {
    if (lines.includes(line) === present) return { is: 'done', why: `${path} ${present ? 'says' : 'does not say'} so` };
    const [removed, added] = present ? [[], [line]] : [[line], []];
    return { is: 'todo', effect: { commands: [], changes: [{ host, path, removed, added }] } };
  },
  async apply(args, _seen, { hosts, fence }) {
    const { host, path, line, present } = args;
    await editFiles(hosts(host), [path], ([state = null]) => {
      const others = linesOf(args, state).filter((one) => one !== line);
      const lines = present ? [...others, line] : others;
      return { edits: [{ path, before: state, after: { text: lines.map((one) => `${one}\n`).join('') } }], fence };
    });
  },
  receipt: {
    schema: z.object({ changed: z.literal(true) }),
    of: ({ line }, before, after) =>
      before.lines.includes(line) === after.lines.includes(line) ? null : { changed: true },
  },
  undo: (args) => ({ by: [{ action: 'motd.line', args: { ...args, present: !args.present } }] }),
});

function linesOf({ host, path }: Args, state: FileState): readonly string[] {
  if (state === null) return [];
  const lines = textOf(`${host}:${path}`, state).split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
