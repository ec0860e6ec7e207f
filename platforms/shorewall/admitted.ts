import { applyPatch, inverse, type Patch, shown, stands } from '../../src/farm/text/patch.ts';
import type { AdmitArgs, Admitting } from './admit-args.ts';
import { machineRules, putIn, withMachineRules, withoutMachines } from './machine-rules.ts';
import { variablesOfRules } from './machine-variables.ts';
import { paramValue, withoutParam, withParam } from './params.ts';
import { readShell } from './shell.ts';
import { isUsed, leftOff, paramsRestored, setOtherwise, type Texts } from './texts.ts';
import type { Wall } from './wall.ts';

/** What others wrote that keeps the machine from having its rules; undefined: nothing does, or none are to be made. */
export function inTheWay(args: AdmitArgs, { rules, params }: Texts, wall: Wall): string | undefined {
  if (!('lines' in args)) return undefined;
  const { lines, variables = [], addresses } = args;
  for (const { name, value } of variables) {
    const otherwise = setOtherwise(name, value, params, wall);
    if (otherwise !== undefined) return otherwise;
  }
  const values = valuesWith(args, wall);
  const own = new Set(lines.map((one) => plain(putIn(one, values))));
  const other = machineRules(rules, values).find(
    (rule) => rule.addresses.some((one) => addresses.includes(one)) && !own.has(plain(rule.text)),
  );
  return other && `line ${other.entry.line + 1} of ${args.rules} is about ${other.addresses.join(' and ')} already`;
}

/** The texts as they shall be; that of params is empty where it is not edited. */
export function admitted(args: AdmitArgs, texts: Texts, wall: Wall): Texts {
  if ('lines' in args) return added(args, texts, wall);
  const { restore } = args;
  if (args.present) return restore ? putBack(restore, texts, wall) : texts;
  if (restore) return takenBack(args.addresses, restore, texts, wall);
  const going = variablesOfRules(wall).filter(({ address }) => args.addresses.includes(address));
  return {
    rules: withoutMachines(texts.rules, args.addresses, wall.values),
    params: going.reduce((text, { name }) => withoutParam(text, name), texts.params),
  };
}

function added(args: Admitting, { rules, params }: Texts, wall: Wall): Texts {
  const { lines, variables = [] } = args;
  const values = valuesWith(args, wall);
  const there = new Set(machineRules(rules, values).map((rule) => plain(rule.text)));
  const missing = lines.filter((one) => !there.has(plain(putIn(one, values))));
  const unset = variables.filter(({ name }) => paramValue(params, name) === undefined && !wall.values.has(name));
  return {
    rules: withMachineRules(rules, missing, values),
    params: unset.reduce((text, { name, value }) => withParam(text, name, quoted(value)), params),
  };
}

type Change = { readonly rules: Patch | null; readonly params: Patch | null };

/** An earlier change is taken back; variables that something else uses by now stay. */
function takenBack(addresses: readonly string[], change: Change, { rules, params }: Texts, wall: Wall): Texts {
  const left = leftOff(rules, change.rules, () => withoutMachines(rules, addresses, wall.values));
  const names = readShell((change.params?.added ?? []).join('')).assignments.map(({ name }) => name);
  const used = names.some((name) => isUsed(name, { rules: left, params }, wall));
  const without = () => names.reduce((text, name) => withoutParam(text, name), params);
  return { rules: left, params: used ? params : leftOff(params, change.params, without) };
}

/** What a removal took out is put in again, in its old place where that is still there. */
function putBack(removal: Change, { rules, params }: Texts, wall: Wall): Texts {
  return { rules: rulesRestored(rules, removal.rules, wall), params: paramsRestored(params, removal.params) };
}

function rulesRestored(text: string, removal: Patch | null, { values }: Wall): string {
  if (!removal || stands(text, inverse(removal))) return text;
  const back = applyPatch(text, inverse(removal));
  if (back !== undefined) return back;
  const there = new Set(text.split('\n').map(plain));
  const missing = shown(removal.removed).filter((one) => one.trim() !== '' && !there.has(plain(one)));
  return withMachineRules(text, missing, values);
}

function valuesWith({ variables = [] }: Admitting, wall: Wall): ReadonlyMap<string, string> {
  return new Map([...wall.values, ...variables.map(({ name, value }) => [name, value] as const)]);
}

/** As the shell takes it. */
function quoted(value: string): string {
  return value.startsWith('<') ? `"${value}"` : value;
}

/** A rule without what only sets its columns apart. */
function plain(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}
