import { applyPatch, inverse, type Patch, patchOf } from '../text/patch.ts';
import type { ForwardArgs } from './args.ts';
import { paramValue, withoutParam, withParam } from './params.ts';
import { dnatRules, isRule, leadsTo, mentions, rivalRule, withoutRules, withRule } from './rules.ts';

/** The two files a forwarded port is in. */
export interface Texts {
  readonly rules: string;
  readonly params: string;
}

/** What is to be changed in each; null: nothing. */
export type Patches = { readonly rules: Patch | null; readonly params: Patch | null };

export function patchesOf(before: Texts, after: Texts): Patches {
  return { rules: patchOf(before.rules, after.rules), params: patchOf(before.params, after.params) };
}

/** What others wrote that is in the way of the forward; undefined when nothing is. */
export function inTheWay(args: ForwardArgs, { rules, params }: Texts): string | undefined {
  const value = paramValue(params, args.param);
  if (value !== undefined && value !== args.address)
    return `${args.param} is ${value || 'empty'} in ${args.params} of ${args.host}, not ${args.address}`;
  const rival = rivalRule(rules, args);
  if (!rival) return undefined;
  return `port ${args.port} leads to ${rival.target} port ${rival.toPort} already (${args.rules}:${rival.entry.line + 1} of ${args.host})`;
}

/** The texts with the forward; a change that is taken back goes where it was. */
export function forwarded(args: ForwardArgs, { rules, params }: Texts): Texts {
  const has = (text: string) => dnatRules(text).some((rule) => isRule(rule, args));
  const back = (text: string, patch: Patch | null | undefined) =>
    patch ? applyPatch(text, inverse(patch)) : undefined;
  const oldRules = back(rules, args.restore?.rules);
  const oldParams = back(params, args.restore?.params);
  return {
    rules: has(rules) ? rules : oldRules !== undefined && has(oldRules) ? oldRules : withRule(rules, args),
    params:
      paramValue(params, args.param) === args.address
        ? params
        : oldParams !== undefined && paramValue(oldParams, args.param) === args.address
          ? oldParams
          : withParam(params, args.param, args.address),
  };
}

/**
 * The texts without the forward: its rule, or all rules to the VM, and its param unless another rule uses it. A change that is
 * taken back leaves a file alone in which nothing was changed.
 */
export function unforwarded(args: ForwardArgs & { readonly all: boolean }, { rules, params }: Texts): Texts {
  const back = (text: string, patch: Patch) => applyPatch(text, inverse(patch));
  const { restore } = args;
  const plain = () => withoutRules(rules, (rule) => (args.all ? leadsTo(rule, args) : isRule(rule, args)));
  const newRules = restore ? (restore.rules ? (back(rules, restore.rules) ?? plain()) : rules) : plain();
  if (mentions(newRules, args.param) || restore?.params === null) return { rules: newRules, params };
  const without = () => withoutParam(params, args.param, args.address);
  return { rules: newRules, params: restore?.params ? (back(params, restore.params) ?? without()) : without() };
}
