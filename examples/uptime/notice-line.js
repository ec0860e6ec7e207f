import { action, editFiles, fileFact, label, remotePath, textOf, z } from 'farmhand/plugin';

const Args = z.strictObject({
  host: label,
  path: remotePath,
  line: z.string().regex(/^\P{Cc}{1,200}$/u),
  /** Whether the file shall have the line, or shall not. */
  present: z.boolean(),
});

/**
 * The lines of a file; none where there is no file.
 *
 * @param {string} place
 * @param {import('farmhand/plugin').FileState} state
 */
function linesOf(place, state) {
  if (state === null) return [];
  const lines = textOf(place, state).split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** A line at the end of a text file: how it is seen, judged, put there, and taken back. */
export const noticeLine = action({
  name: 'notice.line',
  risk: 'safe',
  args: Args,
  title: ({ host, line, present }) => `${present ? 'notice' : 'no more notice'} on ${host}: ${line}`,
  facts: ({ host, path }) => ({ file: fileFact(host, path) }),
  see: ({ host, path }, { file }) => ({ lines: linesOf(`${host}:${path}`, file) }),
  judge: ({ host, path, line, present }, { lines }) => {
    if (lines.includes(line) === present) return { is: 'done', why: `${path} ${present ? 'says' : 'does not say'} so` };
    const [removed, added] = present ? [[], [line]] : [[line], []];
    return { is: 'todo', effect: { commands: [], changes: [{ host, path, removed, added }] } };
  },
  // One transaction: it starts over when another person edits the file meanwhile, and is harmless when done twice.
  apply: async ({ host, path, line, present }, _seen, { hosts, fence }) => {
    await editFiles(hosts(host), [path], ([before = null]) => {
      const others = linesOf(`${host}:${path}`, before).filter((one) => one !== line);
      const lines = present ? [...others, line] : others;
      return { edits: [{ path, before, after: { text: lines.map((one) => `${one}\n`).join('') } }], fence };
    });
  },
  receipt: {
    schema: z.object({ changed: z.literal(true) }),
    // Null: nothing was changed, so there is nothing to take back.
    of: ({ line }, before, after) =>
      before.lines.includes(line) === after.lines.includes(line) ? null : { changed: true },
  },
  // The same action the other way round; lines that others added since stay.
  undo: (args) => ({ by: [{ action: 'notice.line', args: { ...args, present: !args.present } }] }),
});
