import { linesOf } from '../../src/farm/text/patch.ts';
import { type Entry, type EntryFile, type Place, readEntries } from './entries.ts';
import { withLine, withoutRanges } from './lines.ts';
import { type Around, nothing, type PortRule, portRules, portRulesOf } from './rules.ts';
import type { WantedRule } from './wanted-rule.ts';

/** The rule as a line: its columns where Shorewall's own examples have them, or apart by tabs where its neighbour has tabs. */
function ruleLine(rule: WantedRule, neighbour = ''): string {
  const { netZone, vmZone, param, toPort, port, publicAddress } = rule;
  const columns = ['DNAT', netZone, `${vmZone}:$${param}:${toPort}`, 'tcp', String(port), '-', publicAddress];
  if (neighbour.includes('\t')) return columns.join('\t');
  const widths = [16, 16, 32, 8, 16, 8, 0];
  return columns
    .map((column, index) => `${column} `.padEnd(widths[index] ?? 0))
    .join('')
    .trimEnd();
}

/** The text with the rule after the last of its kind, else at the end of the section for new connections, else at the end. */
export function withRule(text: string, rule: WantedRule): string {
  const lines = linesOf(text);
  const file = readEntries(text);
  const rules = portRulesOf(file, nothing).filter(({ kind }) => kind === 'DNAT');
  const kin = rules.map(({ entry }) => entry).filter(forNew);
  const last = kin.findLast(isOpen);
  const line = ruleLine(rule, last && lines[last.line]);
  return withLine(text, Math.min(placeFor(file, kin), lines.length), line);
}

/**
 * The line before which a rule goes: in no ?IF, under nobody's ?COMMENT, in the section for new connections. After the last of its kind that
 * stands so; else where the others' block ends, and no further, as what follows may turn the connection away; else before it.
 */
export function placeFor({ entries, places }: EntryFile, kin: readonly Entry[]): number {
  const open = places.filter((place) => forNew(place) && isOpen(place));
  const last = kin.findLast(isOpen);
  if (last && places.some(({ line }) => line === last.end)) return last.end;
  const neighbour = kin.at(-1);
  if (neighbour) {
    const next = entries.find(({ line }) => line > neighbour.line)?.line ?? Number.POSITIVE_INFINITY;
    const found =
      open.find(({ line }) => line >= neighbour.end && line <= next) ??
      open.findLast(({ line }) => line <= neighbour.line);
    if (found) return found.line;
  }
  const named = places.filter(({ section }) => section === 'NEW');
  const own = named.length > 0 ? named : places;
  return (own.findLast(isOpen) ?? own.at(-1))?.line ?? 0;
}

export function isOpen({ depth, comment }: Place): boolean {
  return depth === 0 && comment === '';
}

export function forNew({ section }: Place): boolean {
  return section === '' || section === 'NEW';
}

/** The text without the rules that fit. */
export function withoutRules(text: string, fits: (rule: PortRule) => boolean, around: Around = nothing): string {
  const entries = new Set(portRules(text, around).flatMap((rule) => (fits(rule) ? [rule.entry] : [])));
  return withoutRanges(
    text,
    [...entries].map(({ line, end }) => [line, end]),
  );
}
