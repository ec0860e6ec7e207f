import * as z from 'zod';
import { action, type FileChange } from '../../src/engine/action.ts';
import * as s from '../../src/farm/config/scalars.ts';
import { patchedBy } from '../../src/farm/text/diff.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import { inverse, patchSchema, shown } from '../../src/farm/text/patch.ts';

const Args = z.strictObject({
  /** The VM. */
  host: s.label,
  /** Words of packaging-farm, which must be able to read what comes of it. */
  command: s.words,
  files: z.array(
    z.strictObject({
      path: s.remotePath,
      patches: z.array(patchSchema),
      /** There is no file before, or shall be none after: it is empty then. */
      absent: z.enum(['before', 'after', 'never']),
    }),
  ),
});
type Args = z.infer<typeof Args>;
type File = Args['files'][number];

type Seen = { readonly texts: readonly (string | null)[] };

const backwards = { before: 'after', after: 'before', never: 'never' } as const;

/** Changes lines of packaging-farm's settings, all files or none; whatever else others change in them stays. */
export const lines = action({
  name: 'packaging.lines',
  risk: 'disruptive',
  args: Args,
  title: ({ host, files }) => `change ${files.map(({ path }) => path).join(' and ')} on ${host}`,
  facts: ({ host, files }) => ({ states: files.map(({ path }) => fileFact(host, path)) }),
  see: ({ host, files }, { states }): Seen => ({
    texts: files.map(({ path }, index) => {
      const state = states[index] ?? null;
      return state === null ? null : textOf(`${host}:${path}`, state);
    }),
  }),
  judge: ({ host, files }, { texts }) => {
    const at = (index: number) => texts[index] ?? '';
    if (files.every((file, index) => isMade(file, texts[index] ?? null)))
      return { is: 'done', why: 'the lines are so' };
    const odd = files.filter(
      (file, index) => patchedBy(at(index), file.patches) === undefined && !isMade(file, texts[index] ?? null),
    );
    if (odd.length > 0) {
      const which = odd.map(({ path }) => `${host}:${path}`).join(' and ');
      return { is: 'blocked', why: `${which} was changed by somebody since, in the same lines: it is left alone` };
    }
    const changes = files.flatMap((file, index) => (isMade(file, texts[index] ?? null) ? [] : [changeOf(host, file)]));
    return { is: 'todo', effect: { commands: [], changes } };
  },
  async apply({ host, command, files }, { texts }, { hosts, fence }) {
    const edits = files.flatMap((file, index) => {
      const before = texts[index] ?? null;
      const after = patchedBy(before ?? '', file.patches);
      if (after === undefined || isMade(file, before)) return [];
      const state = (text: string | null) => (text === null ? null : { text });
      return [
        {
          path: file.path,
          before: state(before),
          after: state(file.absent === 'after' && after === '' ? null : after),
        },
      ];
    });
    await hosts(host).edit({ edits, checkTree: { script: readable, args: command }, fence });
  },
  receipt: {
    /** Paths. */
    schema: z.object({ changed: z.array(z.string()) }),
    of: ({ files }, before, after) => {
      const changed = files.flatMap(({ path }, index) => (before.texts[index] === after.texts[index] ? [] : [path]));
      return changed.length > 0 ? { changed } : null;
    },
  },
  undo: ({ host, command, files }, { changed }) => {
    const back = files
      .filter(({ path }) => changed.includes(path))
      .map(({ path, patches, absent }) => ({ path, patches: patches.map(inverse), absent: backwards[absent] }));
    return { by: [{ action: 'packaging.lines', args: { host, command, files: back } }] };
  },
});

/** Where packaging-farm is not installed yet there is nobody to ask. */
const readable = 'command -v "$1" >/dev/null || exit 0; as_root "$@" --var PACKAGES';

function isMade({ patches, absent }: File, text: string | null): boolean {
  if (absent === 'after' && text === null) return true;
  return patchedBy(text ?? '', patches.map(inverse)) !== undefined;
}

function changeOf(host: string, { path, patches }: File): FileChange {
  return {
    host,
    path,
    removed: patches.flatMap(({ removed }) => shown(removed)),
    added: patches.flatMap(({ added }) => shown(added)),
  };
}
