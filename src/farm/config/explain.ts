import type * as z from 'zod';
import type { Path, Problem } from './problems.ts';

type Issue = z.core.$ZodIssue;

/** What a schema says is wrong, for the person who wrote the file: what was found and what was expected. */
export function explain(
  issue: Issue,
  whole: unknown,
  knownKeys: (path: Path) => readonly string[],
): readonly Problem[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      atKey: true,
      text: `${named(path)}unknown key ${key}; expected one of ${knownKeys(path).join(', ')}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? 'another key';
    return [{ path, atKey: true, text: `${named(path.slice(0, -1))}found ${path.at(-1)}, expected ${expected}` }];
  }
  const found = at(whole, path);
  const expected = expectedOf(issue);
  if (found === undefined) return [{ path, text: `${path.join('.')} is missing, expected ${expected}` }];
  return [{ path, text: `${named(path)}found ${shown(found)}, expected ${expected}` }];
}

function expectedOf(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    return issue.expected === 'object' || issue.expected === 'record' ? 'a section (key: value)' : issue.expected;
  }
  return issue.message;
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
