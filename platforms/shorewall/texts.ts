import { applyPatch, inverse, linesOf, type Patch, patchOf, stands } from '../../src/farm/text/patch.ts';
import type { Patches } from './args.ts';
import { withoutRules, withRule } from './edit-rules.ts';
import { withLine } from './lines.ts';
import { paramsOf, paramValue, paramValues, withoutParam, withParam } from './params.ts';
import { onePort } from './ports.ts';
import { dnatRules, type PortRule } from './rules.ts';
import { readShell } from './shell.ts';
import { firstMention, mentions, usedIn } from './variables.ts';
import { usesOf, type Wall } from './wall.ts';
import { isRule, leadsTo, onlyPort, rivalIn, rivalRule, type WantedRule } from './wanted-rule.ts';

/** The two files a forwarded port is in. */
export interface Texts {
  readonly rules: string;
  readonly params: string;
}

export function patchesOf(before: Texts, after: Texts): Patches {
  const patch = (file: keyof Texts) => patchOf(before[file], after[file]) as Patches[keyof Texts];
  return { rules: patch('rules'), params: patch('params') };
}

/** What others wrote that keeps the port from being forwarded; undefined when nothing does. `wall`: what all of Shorewall's files say. */
export function inTheWay(wanted: WantedRule, { rules, params }: Texts, wall?: Wall): string | undefined {
  const otherwise = setOtherwise(wanted.param, wanted.address, params, wall);
  if (otherwise !== undefined) return otherwise;
  const around = wall?.around ?? { values: paramValues(params) };
  const rival = rivalRule(rules, wanted, around);
  if (rival) return `port ${wanted.port} leads to ${ledTo(rival)} already (line ${rival.entry.line + 1} of rules)`;
  const further = wall?.rules.filter(({ file }) => file !== wall.rulesPath) ?? [];
  const included = rivalIn(further, wanted, around.values);
  return (
    included && `port ${wanted.port} leads to ${ledTo(included)} already (${included.file}:${included.entry.line + 1})`
  );
}

/** Why a variable cannot be given a value in params: it has another, or may have; undefined where it can, or has it. */
export function setOtherwise(param: string, wanted: string, params: string, wall?: Wall): string | undefined {
  const set = paramsOf(params).findLast(({ name }) => name === param);
  const other = wall?.params.findLast(({ name, file }) => name === param && file !== wall.paramsPath);
  const value = set?.value ?? other?.value;
  const place = set || !other ? 'params' : `${other.file}:${other.line}`;
  if (value !== undefined && value !== wanted) return `${param} is ${value || 'empty'} in ${place}, not ${wanted}`;
  return set && !set.always
    ? `${param} is set in params only under a condition or in a function (line ${set.entry.line + 1}): whether it counts cannot be told`
    : undefined;
}

function ledTo({ kind, target, toPort, ports }: PortRule): string {
  if (kind === 'NONAT') return 'this host';
  const port = toPort ?? onePort(ports);
  return `${target || 'this host'}${port === undefined ? '' : ` port ${port}`}`;
}

/** The texts with the port forwarded. */
export function forwarded(wanted: WantedRule, { rules, params }: Texts, wall?: Wall): Texts {
  const values = paramValues(params);
  const set = wall?.values.get(wanted.param) ?? values.get(wanted.param);
  return {
    rules: dnatRules(rules, { values }).some((rule) => isRule(rule, wanted, values)) ? rules : withRule(rules, wanted),
    params:
      set === wanted.address || values.get(wanted.param) === wanted.address
        ? params
        : withParam(params, wanted.param, wanted.address),
  };
}

/** What shall be forwarded no longer. */
export interface Unwanted {
  readonly param: string;
  /** Only where the param has it. */
  readonly address?: string | undefined;
  /** Only this port's rule; without it every rule to the VM. */
  readonly port?: number | undefined;
  /** The change to be taken back, where it was made; null: that file is left alone. */
  readonly restore?: Patches | undefined;
}

/** The texts without the forward: its rules, and its param unless something else uses it. */
export function withoutForward(unwanted: Unwanted, { rules, params }: Texts, wall?: Wall): Texts {
  const { param, port, restore } = unwanted;
  const around = wall?.around ?? { values: paramValues(params) };
  const address = unwanted.address ?? around.values.get(param);
  const without = {
    rules: () =>
      withoutRules(
        rules,
        (rule) => leadsTo(rule, { param, address }) && (port === undefined || (rule.tcp && onlyPort(rule, port))),
        around,
      ),
    params: () => withoutParam(params, param, unwanted.address),
  };
  const takenBack = (file: keyof Texts, text: string): string =>
    restore ? leftOff(text, restore[file], without[file]) : without[file]();
  const newRules = takenBack('rules', rules);
  const used = isUsed(param, { rules: newRules, params }, wall);
  return { rules: newRules, params: used ? params : takenBack('params', params) };
}

/** A text without an earlier change where it still stands as it was made; `without`: where its place is gone. */
export function leftOff(text: string, change: Patch | null, without: () => string): string {
  return change && stands(text, change) ? (applyPatch(text, inverse(change)) ?? without()) : text;
}

/** Whether anything uses a param. */
export function isUsed(param: string, { rules, params }: Texts, wall?: Wall): boolean {
  return mentions(rules, param) || stillUsed(param, params, wall).length > 0;
}

/** Where a param is used beside rules, each `/etc/shorewall/snat:2`: another param, or another file. Without it Shorewall would load no more. */
function stillUsed(param: string, params: string, wall?: Wall): readonly string[] {
  if (wall) return usesOf(wall, param);
  return readShell(params).assignments.flatMap(({ written, line }) =>
    usedIn(written).includes(param) ? [`params:${line + 1}`] : [],
  );
}

/** Why a param stays though nothing is forwarded by it any more, in words; undefined where it does not stay. */
export function whyStays(param: string, { rules, params }: Texts, wall?: Wall): string | undefined {
  const line = firstMention(rules, param);
  const used = [
    ...(line === undefined ? [] : [`${wall?.rulesPath ?? 'rules'}:${line}`]),
    ...stillUsed(param, params, wall),
  ];
  const set = paramsOf(params).findLast(({ name }) => name === param);
  const other = wall?.params.findLast(({ name, file }) => name === param && file !== wall.paramsPath);
  if (used.length > 0 && (set || other))
    return `${param} stays: ${used.slice(0, 3).join(', ')} use${used.length === 1 ? 's' : ''} it`;
  if (set && !set.always)
    return `${param} stays: params sets it under a condition or in a function (line ${set.entry.line + 1})`;
  return !set && other ? `${param} stays: it is set in ${other.file}:${other.line}` : undefined;
}

/** The texts with what was removed in its old place again; where that place is gone, beside its like. */
export function restored(removal: Patches, { rules, params }: Texts): Texts {
  return {
    rules: put(rules, removal.rules, (text, lines) => {
      return insert(text, lines, dnatRules(text).at(-1)?.entry.end ?? linesOf(text).length);
    }),
    params: paramsRestored(params, removal.params),
  };
}

/** The text of params with what was removed in its old place again; where that place is gone, beside its like. */
export function paramsRestored(params: string, removal: Patch | null): string {
  return put(params, removal, (text, lines) => {
    const set = readShell(lines.join('')).assignments.filter(({ name }) => paramValue(text, name) === undefined);
    return set.reduce((result, { name, written }) => withParam(result, name, written), text);
  });
}

function put(text: string, patch: Patch | null, otherwise: (text: string, lines: readonly string[]) => string): string {
  if (!patch || (patch.added.length === 0 && has(text, patch.removed))) return text;
  const back = applyPatch(text, inverse(patch));
  if (back !== undefined) return back;
  return has(text, patch.removed) ? text : otherwise(text, patch.removed);
}

function has(text: string, lines: readonly string[]): boolean {
  const there = new Set(linesOf(text).map((line) => line.trimEnd()));
  return lines.every((line) => there.has(line.trimEnd()));
}

function insert(text: string, lines: readonly string[], at: number): string {
  const there = new Set(linesOf(text).map((line) => line.trimEnd()));
  const missing = lines.map((line) => line.trimEnd()).filter((line) => !there.has(line));
  return missing.reduceRight((result, line) => withLine(result, at, line), text);
}
