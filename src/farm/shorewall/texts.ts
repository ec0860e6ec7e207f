import { applyPatch, inverse, linesOf, type Patch, patchOf, stands } from '../text/patch.ts';
import type { Patches } from './args.ts';
import { withLine } from './lines.ts';
import { paramValue, withoutParam, withParam } from './params.ts';
import { dnatRules, isRule, leadsTo, mentions, rivalRule, type WantedRule, withoutRules, withRule } from './rules.ts';

/** The two files a forwarded port is in. */
export interface Texts {
  readonly rules: string;
  readonly params: string;
}

export function patchesOf(before: Texts, after: Texts): Patches {
  const patch = (file: keyof Texts) => patchOf(before[file], after[file]) as Patches[keyof Texts];
  return { rules: patch('rules'), params: patch('params') };
}

/** What others wrote that keeps the port from being forwarded; undefined when nothing does. */
export function inTheWay(wanted: WantedRule, { rules, params }: Texts): string | undefined {
  const value = paramValue(params, wanted.param);
  if (value !== undefined && value !== wanted.address)
    return `${wanted.param} is ${value || 'empty'} in params, not ${wanted.address}`;
  const rival = rivalRule(rules, wanted);
  return (
    rival &&
    `port ${wanted.port} leads to ${rival.target} port ${rival.toPort} already (line ${rival.entry.line + 1} of rules)`
  );
}

/** The texts with the port forwarded. */
export function forwarded(wanted: WantedRule, { rules, params }: Texts): Texts {
  return {
    rules: dnatRules(rules).some((rule) => isRule(rule, wanted)) ? rules : withRule(rules, wanted),
    params:
      paramValue(params, wanted.param) === wanted.address ? params : withParam(params, wanted.param, wanted.address),
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
export function unforwarded(unwanted: Unwanted, { rules, params }: Texts): Texts {
  const { param, port, restore } = unwanted;
  const address = unwanted.address ?? paramValue(params, param);
  const without = {
    rules: () =>
      withoutRules(rules, (rule) => {
        return leadsTo(rule, { param, address }) && (port === undefined || rule.ports.join() === String(port));
      }),
    params: () => withoutParam(params, param, unwanted.address),
  };
  const takenBack = (file: keyof Texts, text: string): string => {
    if (!restore) return without[file]();
    const patch = restore[file];
    return patch && stands(text, patch) ? (applyPatch(text, inverse(patch)) ?? without[file]()) : text;
  };
  const newRules = takenBack('rules', rules);
  return { rules: newRules, params: mentions(newRules, param) ? params : takenBack('params', params) };
}

/** The texts with what was removed in its old place again; where that place is gone, beside its like. */
export function restored(removal: Patches, { rules, params }: Texts): Texts {
  const put = (text: string, patch: Patch | null, place: (text: string) => number) => {
    if (!patch || has(text, patch.removed)) return text;
    return applyPatch(text, inverse(patch)) ?? insert(text, patch.removed, place(text));
  };
  return {
    rules: put(rules, removal.rules, (text) => dnatRules(text).at(-1)?.entry.end ?? linesOf(text).length),
    params: put(params, removal.params, (text) => linesOf(text).length),
  };
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
