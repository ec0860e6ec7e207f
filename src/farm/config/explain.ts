import type * as z from 'zod';
import type { Path, Problem } from './problems.ts';

type Issue = z.core.$ZodIssue;

/** What a schema says is wrong, for the person who wrote the file: what was found and what was expected. */
export function explain(
  issue: Issue,
  whole: unknown,
  knownKeys: (path: Path, section: unknown) => readonly string[],
): readonly Problem[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      atKey: true,
      text: `${named(path)}unknown key ${key}; expected one of ${knownKeys(path, at(whole, path)).join(', ')}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? 'another key';
    return [{ path, atKey: true, text: `${named(path.slice(0, -1))}found ${path.at(-1)}, expected ${expected}` }];
  }
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    const meant = nearest(issue.errors.filter((issues) => !issues.some(isOtherKind)));
    if (meant) {
      return meant.flatMap((one) => explain({ ...one, path: [...issue.path, ...one.path] }, whole, knownKeys));
    }
  }
  const found = at(whole, path);
  if (issue.code === 'custom' && !issue.params?.expected) return [{ path, text: `${named(path)}${issue.message}` }];
  const expected = expectedOf(issue);
  if (found === undefined) return [{ path, text: `${path.join('.')} is missing, expected ${expected}` }];
  return [{ path, text: `${named(path)}found ${shown(found)}, expected ${expected}` }];
}

/** The value is not of this alternative's kind at all, so another one was meant. */
function isOtherKind({ code, path }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

/** The alternative with the fewest entries that it does not know, or that are no sections where it has sections; the first of several. */
function nearest(alternatives: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const strange = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => {
      if (issue.code === 'unrecognized_keys' && issue.path.length === 0) return sum + issue.keys.length;
      return issue.code === 'invalid_type' && issue.expected === 'object' && issue.path.length === 1 ? sum + 1 : sum;
    }, 0);
  return [...alternatives].sort((a, b) => strange(a) - strange(b))[0];
}

/** Our own schemas' messages say what is expected; zod's begin with what is wrong. */
function expectedOf(issue: Issue): string {
  if (issue.code === 'invalid_type' && ['object', 'record'].includes(issue.expected)) return 'a section (key: value)';
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid')) return `one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    return [...new Set(issue.errors.flatMap(([first]) => (first ? [expectedOf(first)] : [])))].join(', or ');
  }
  return issue.message.replace(/^(Invalid|Too)[^:]*: expected /, '').replace(/, received .*$/, '');
}

function named(path: Path): string {
  return path.length > 0 ? `${path.join('.')}: ` : '';
}

function at(whole: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    whole,
  );
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null) return 'nothing';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty section' : 'a section';
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return `${value} (true or false)`;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}
