import { linesOf } from '../../src/farm/text/patch.ts';

/** The variable a line of a makefile sets, GNU make manual section 6.5; undefined when it sets none. */
function variableOf(line: string): string | undefined {
  return /^ *(?:(?:export|override) +)*([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(?:[:?+!]|::|:::)?=/.exec(line)?.[1];
}

/** Lines of a makefile, those that a backslash continues as one. */
function statements(text: string): readonly string[] {
  return linesOf(text).reduce<string[]>((all, line) => {
    const last = all.at(-1);
    if (last !== undefined && /\\\r?\n$/.test(last)) all[all.length - 1] = last + line;
    else all.push(line);
    return all;
  }, []);
}

/**
 * One farm's file for another: the text of `from`, in which the lines that set a variable of `keep` are those of `to`. Where `from` has none
 * they come last, but before the line that hands a job file to packaging-farm (`include …`).
 */
export function withOwnLines(from: string, to: string, keep: readonly string[]): string {
  const kept = (line: string) => keep.find((name) => name === variableOf(line));
  const own = Map.groupBy(statements(to), (line) => kept(line) ?? '');
  const placed = new Set<string>();
  const body = statements(from).flatMap((line) => {
    const name = kept(line);
    if (name === undefined) return [line];
    if (placed.has(name)) return [];
    placed.add(name);
    return own.get(name) ?? [];
  });
  const left = keep.filter((name) => !placed.has(name)).flatMap((name) => own.get(name) ?? []);
  const ended = left.map((line) => (line.endsWith('\n') ? line : `${line}\n`));
  const end = body.at(-1)?.startsWith('include ') ? body.length - 1 : body.length;
  const before = body.slice(0, end).map((line, index) => (index === end - 1 && left.length > 0 ? closed(line) : line));
  return [...before, ...ended, ...body.slice(end)].join('');
}

function closed(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n`;
}
