import type { Effect, FileChange } from './action.ts';

/**
 * What a step would do now that its plan does not say, in words; none when it is the same. Places in a file, and lines that
 * rightly change (a serial), do not count, nor do empty lines, which come and go with what stands beside them. Of a step that was `begun` before, a part may be done already.
 */
export function differences(approved: Effect | undefined, now: Effect, begun: boolean): readonly string[] {
  if (!approved) return ['the plan had nothing to do here, and now there is'];
  const same = begun ? partOf : sameLines;
  const commands = same(now.commands, approved.commands)
    ? []
    : [`it would run "${now.commands.join(' ; ')}", the plan says "${approved.commands.join(' ; ')}"`];
  const was = new Map(approved.changes?.map((change) => [place(change), change]));
  const is = new Map(now.changes?.map((change) => [place(change), change]));
  const files = [...new Set([...was.keys(), ...is.keys()])].filter((key) => {
    const [planned = nothing, found = nothing] = [was.get(key), is.get(key)];
    return !same(told(found.removed), told(planned.removed)) || !same(told(found.added), told(planned.added));
  });
  return [...commands, ...files.map((file) => `the change to ${file} is not the one of the plan any more`)];
}

const nothing: Pick<FileChange, 'removed' | 'added'> = { removed: [], added: [] };

function place({ host, path }: FileChange): string {
  return `${host}:${path}`;
}

/** The lines that say something. */
function told(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.trim() !== '');
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

function partOf(a: readonly string[], whole: readonly string[]): boolean {
  return a.every((line) => whole.includes(line));
}
