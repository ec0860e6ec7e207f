import type { PortForward } from '../../src/farm/state.ts';
import { linesOf } from '../../src/farm/text/patch.ts';
import { type Columns, columnsOf, type Entry, type EntryFile, entriesOf, type Place, readEntries } from './entries.ts';
import { withLine, withoutRanges } from './lines.ts';
import { paramValues } from './params.ts';
import { includes, onePort, type PortRange, portsOf, type Services } from './ports.ts';

/** A rule that says where connections to ports go, shorewall-rules(5): DNAT, REDIRECT, or one that keeps them from both. */
export interface PortRule {
  readonly kind: 'DNAT' | 'REDIRECT' | 'NONAT';
  /** As written, an address or `$NAME`; empty: this host. */
  readonly target: string;
  /** The same with variables put in. */
  readonly address: string;
  /** Undefined: the port asked for. */
  readonly toPort?: number;
  /** On the public side; undefined where they cannot be told. */
  readonly ports: readonly PortRange[] | undefined;
  readonly tcp: boolean;
  /** As written; empty: every address of the firewall. */
  readonly publicAddress: string;
  readonly entry: Entry;
}

/** A rule as it shall be. */
export interface WantedRule {
  readonly netZone: string;
  readonly vmZone: string;
  /** Of the VM's address. */
  readonly param: string;
  readonly address: string;
  readonly toPort: number;
  readonly port: number;
  /** An address, or `$NAME`. */
  readonly publicAddress: string;
}

/** What reading a rule takes beside its text. */
export interface Around {
  /** Values of variables. */
  readonly values: ReadonlyMap<string, string>;
  readonly services?: Services;
  /** Text of a macro by its name, shorewall-macros(5). */
  readonly macro?: (name: string) => string | undefined;
}

const nothing: Around = { values: new Map() };

/** Rules of a file that decide where ports lead, each as far as it can be told. */
function portRules(text: string, around: Around = nothing): readonly PortRule[] {
  return portRulesOf(readEntries(text), around);
}

export function portRulesOf({ entries, sets }: EntryFile, around: Around): readonly PortRule[] {
  const known = sets.size === 0 ? around : { ...around, values: new Map([...around.values, ...sets]) };
  return entries.flatMap((entry) => rulesIn(entry, columnsOf(entry.text), known));
}

/** The rules that forward TCP ports to one machine. */
export function dnatRules(text: string, around: Around = nothing): readonly PortRule[] {
  return portRules(text, around).filter(({ kind, tcp }) => kind === 'DNAT' && tcp);
}

const action = /^(?:([A-Za-z][\w.-]*)(?:\((.*)\)|\/([A-Z]+[-+]?)))$/;

function rulesIn(entry: Entry, columns: Columns, around: Around, nested = 0): readonly PortRule[] {
  const kind = kindOf(columns.action);
  if (kind !== undefined) return [ruleOf(entry, kind, columns, around)];
  const [, name = '', inner, slashed] = action.exec(columns.action.split(':')[0] ?? '') ?? [];
  const target = inner ?? slashed ?? '';
  const targetKind = kindOf(target);
  if (targetKind === undefined || nested > 5) return [];
  const body = around.macro?.(name);
  if (body === undefined) return columns.dport === '' ? [] : [ruleOf(entry, targetKind, columns, around)];
  return entriesOf(body).flatMap((line) => {
    const own = columnsOf(line.text);
    const [bare = ''] = own.action.split(/[(/:]/);
    // A macro in a macro stands there by its name alone.
    const called = bare === 'PARAM' ? target : /^[A-Z]+[-+]?$/.test(bare) && kindOf(bare) ? bare : `${bare}(${target})`;
    const merged = {
      ...columns,
      action: called,
      proto: columns.proto || own.proto,
      dport: columns.dport || own.dport,
      origdest: columns.origdest || own.origdest,
    };
    return /^(FORMAT|DEFAULTS|ACCEPT|DROP|REJECT)$/.test(bare) ? [] : rulesIn(entry, merged, around, nested + 1);
  });
}

function kindOf(word: string): PortRule['kind'] | undefined {
  const [bare = ''] = word.split(/[:(]/);
  if (/^(A_)?(ACCEPT\+|NONAT)$/.test(bare)) return 'NONAT';
  return /^(DNAT|REDIRECT)-?$/.test(bare) ? (bare.replace('-', '') as 'DNAT' | 'REDIRECT') : undefined;
}

function ruleOf(entry: Entry, kind: PortRule['kind'], columns: Columns, around: Around): PortRule {
  const { values, services } = around;
  const put = (word: string) => resolved(word, values);
  const protocols = put(columns.proto).toLowerCase().split(',');
  const tcp = protocols.some((one) => ['', 'tcp', '6', 'all', 'any'].includes(one.split(':')[0] ?? ''));
  const [target, to] = kind === 'DNAT' ? targetOf(columns.dest) : ['', columns.dest.split(':').at(-1) ?? ''];
  const toPort = to === '' ? undefined : onePort(portsOf(put(to), services));
  const { origdest } = columns;
  return {
    kind,
    target,
    address: put(target),
    ...(toPort !== undefined && { toPort }),
    ports: portsOf(put(columns.dport), services),
    tcp,
    publicAddress: origdest,
    entry,
  };
}

/** Machine and port of `loc:10.10.60.40:443`, `loc:$VM_X`, `loc:br0:10.10.60.40:443`, and of DNAT- `10.10.60.40:443`. */
function targetOf(dest: string): readonly [string, string] {
  const parts = dest.split(':');
  const rest = /^\d+\.\d/.test(dest) ? parts : parts.slice(1);
  const hasInterface = rest.length > 1 && /^[a-z][\w.+-]*$/.test(rest[0] ?? '');
  const [one = '', two = ''] = hasInterface ? rest.slice(1) : rest;
  return [one, two];
}

/** A word with its variables put in; one without a value stays as written. */
export function resolved(word: string, values: ReadonlyMap<string, string>): string {
  let text = word;
  for (let turn = 0; turn < 5 && text.includes('$'); turn += 1) {
    const next = text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => values.get(braced ?? bare) ?? whole);
    if (next === text) break;
    text = next;
  }
  return text;
}

/** How many ports of one rule are told one by one. */
const several = 1024;

/** The same with addresses, for whoever reads the whole farm. */
export function forwards(rules: string, params: string): readonly PortForward[] {
  return dnatRules(rules, { values: paramValues(params) }).flatMap((rule) => forwardsOf(rule));
}

export function forwardsOf({ target, address, toPort, ports = [], entry }: PortRule): readonly PortForward[] {
  const [first] = ports;
  if (first === undefined || target === '') return [];
  const param = paramIn(target);
  const known = { ...(param !== undefined && { param }), ...(!address.includes('$') && { address }) };
  const list = ports.length > 1 && ports.every((range) => range.first === range.last);
  const numbers = ports.flatMap((range) =>
    Array.from({ length: Math.min(several, range.last - range.first + 1) }, (_, index) => range.first + index),
  );
  return numbers.map((port) => ({
    ...known,
    port,
    toPort: toPort ?? (list ? first.first : port),
    line: entry.line + 1,
  }));
}

/** NAME of `$NAME` and `${NAME}`. */
export function paramIn(target: string): string | undefined {
  return /^\$\{?(\w+)\}?$/.exec(target)?.[1];
}

/** Whether a rule leads to the VM, by its param or its address. */
export function leadsTo(
  { kind, target, address: led }: PortRule,
  { param, address }: { readonly param: string; readonly address: string | undefined },
): boolean {
  return kind === 'DNAT' && target !== '' && (paramIn(target) === param || target === address || led === address);
}

/** Whether a rule is about this one port, and no other. */
export function onlyPort({ ports }: PortRule, port: number): boolean {
  return onePort(ports) === port;
}

/** Whether a rule is the wanted one, however it is written. */
export function isRule(rule: PortRule, wanted: WantedRule, values: ReadonlyMap<string, string> = new Map()): boolean {
  const { toPort = rule.ports?.[0]?.first } = rule;
  const elsewhere = apart(rule, wanted, values);
  return rule.tcp && leadsTo(rule, wanted) && onlyPort(rule, wanted.port) && toPort === wanted.toPort && !elsewhere;
}

/** Whether a rule is for another public address than the wanted one, as far as can be told. */
function apart({ publicAddress }: PortRule, wanted: WantedRule, values: ReadonlyMap<string, string>): boolean {
  const own = resolved(wanted.publicAddress, values);
  const theirs = resolved(publicAddress, values);
  if (theirs === '' || theirs.replace(/[{}]/g, '') === own.replace(/[{}]/g, '')) return false;
  // `all` and `detect` are this host's own; what a command works out may be this one.
  const obscure = (value: string, written: string) => value !== written && !/^\d/.test(value);
  if (/^[!a-z]/.test(theirs) || obscure(own, wanted.publicAddress) || obscure(theirs, publicAddress)) return false;
  return !theirs.split(',').includes(own);
}

/** A rule that has the port already and leads elsewhere. */
export function rivalRule(text: string, wanted: WantedRule, around: Around = nothing): PortRule | undefined {
  return rivalIn(portRules(text, around), wanted, around.values);
}

export function rivalIn<Rule extends PortRule>(
  rules: readonly Rule[],
  wanted: WantedRule,
  values: ReadonlyMap<string, string>,
): Rule | undefined {
  return rules.find(
    (rule) =>
      rule.tcp &&
      rule.ports !== undefined &&
      includes(rule.ports, wanted.port) &&
      !apart(rule, wanted, values) &&
      !isRule(rule, wanted, values),
  );
}

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
function placeFor({ entries, places }: EntryFile, kin: readonly Entry[]): number {
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

function isOpen({ depth, comment }: Place): boolean {
  return depth === 0 && comment === '';
}

function forNew({ section }: Place): boolean {
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

/** Whether anything in the text still uses the variable. */
export function mentions(text: string, param: string): boolean {
  return firstMention(text, param) !== undefined;
}

/** Line, from 1, of the first entry that uses the variable. */
export function firstMention(text: string, param: string): number | undefined {
  const used = RegExp(`\\$(${param}(?!\\w)|\\{${param}\\W)`);
  const found = entriesOf(text).find((entry) => used.test(entry.text));
  return found && found.line + 1;
}
