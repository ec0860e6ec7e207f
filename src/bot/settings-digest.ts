import * as z from 'zod';
import { hashOf, type Json } from '../journal/json.ts';
import { counted, listed } from './words.ts';

/** By what one farm.yaml is told from another, and what differs between them is named: hashes only, none of its values. */
export interface SettingsDigest {
  /** SHA-256 of what it says, but for `data`, which is each machine's own; comments and the order of keys do not count. */
  readonly hash: string;
  /** The first digits of the hash of each section (`people`), and of each entry of one that has entries (`people nina`, `policy #4f1c…`). */
  readonly parts: Readonly<Record<string, string>>;
}

/** A digest as the journal has it. */
export const settingsDigest = z.object({ hash: z.string(), parts: z.record(z.string(), z.string()) });

/** Sections that are no part of what the processes of a farm agree on. */
const machinesOwn: ReadonlySet<string> = new Set(['data']);

/** Digits of a part's hash: enough to tell two entries of a file apart. */
const digits = 12;

/** Names that are said of a section; the rest is counted. */
const most = 6;

/** The digest of what a farm.yaml says. Throws TypeError on what JSON cannot carry. */
export function digestOf(value: unknown): SettingsDigest {
  const sections = Object.entries((value ?? {}) as Readonly<Record<string, Json>>).filter(
    ([name]) => !machinesOwn.has(name),
  );
  const short = (part: Json) => hashOf(part).slice(0, digits);
  const parts = sections.flatMap(([name, section]) => [
    [name, short(section)] as const,
    ...entriesOf(section).map(([key, entry]) => [`${name} ${key ?? `#${short(entry)}`}`, short(entry)] as const),
  ]);
  return { hash: hashOf(Object.fromEntries(sections)), parts: Object.fromEntries(parts) };
}

/** The entries of a section by their keys, which those of a list do not have. */
function entriesOf(section: Json): readonly (readonly [string | undefined, Json])[] {
  if (Array.isArray(section)) return section.map((entry: Json) => [undefined, entry] as const);
  return section !== null && typeof section === 'object' ? Object.entries(section) : [];
}

/** What differs, a line each section: "people: rose is new; nina is gone". None: nothing does. */
export function differences(before: SettingsDigest, after: SettingsDigest): readonly string[] {
  const names = [...new Set([...Object.keys(before.parts), ...Object.keys(after.parts)])];
  return names
    .filter((name) => !name.includes(' ') && before.parts[name] !== after.parts[name])
    .map((name) => inSection(name, names, before.parts, after.parts));
}

function inSection(
  section: string,
  names: readonly string[],
  before: SettingsDigest['parts'],
  after: SettingsDigest['parts'],
): string {
  const entries = names.filter((name) => name.startsWith(`${section} `));
  const own = (chosen: (name: string) => boolean) =>
    entries.filter(chosen).map((name) => name.slice(section.length + 1));
  const said = [
    ...saidOf(
      section,
      own((name) => !Object.hasOwn(before, name)),
      'new',
    ),
    ...saidOf(
      section,
      own((name) => !Object.hasOwn(after, name)),
      'gone',
    ),
    ...changedOf(
      section,
      own((name) => Object.hasOwn(before, name) && Object.hasOwn(after, name) && before[name] !== after[name]),
    ),
  ];
  if (said.length > 0) return `${section}: ${said.join('; ')}`;
  if (!Object.hasOwn(before, section)) return `${section} is new`;
  if (!Object.hasOwn(after, section)) return `${section} is gone`;
  return entries.length > 1 ? `${section}: in another order` : `${section} changed`;
}

function saidOf(section: string, entries: readonly string[], how: string): readonly string[] {
  if (entries.length === 0) return [];
  return [`${named(section, entries)} ${entries.length === 1 ? 'is' : 'are'} ${how}`];
}

function changedOf(section: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : [`${named(section, entries)} changed`];
}

/** The names, or how many where they have none or are many. */
function named(section: string, entries: readonly string[]): string {
  if (entries.every((entry) => entry.startsWith('#'))) {
    return section === 'policy' ? counted(entries.length, 'rule') : counted(entries.length, 'entry', 'entries');
  }
  if (entries.length <= most) return listed(entries);
  return `${entries.slice(0, most).join(', ')} and ${entries.length - most} more`;
}
