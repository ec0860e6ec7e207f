import { type Columns, columnsOf, type Entry, type EntryFile, entriesOf, readEntries } from './entries.ts';
import { onePort, type PortRange, portsOf, type Services } from './ports.ts';
import { resolved } from './variables.ts';

/** A rule that says where connections to ports go, shorewall-rules(5): DNAT, REDIRECT, or one that keeps them from both. */
export interface PortRule {
  readonly kind: 'DNAT' | 'REDIRECT' | 'NONAT';
  /** As written, an address or `$NAME`; empty: this host. */
  readonly target: string;
  /** The same with variables put in. */
  readonly address: string;
  /** Undefined: the port asked for. */
  readonly toPort?: number;
  /** On the public side; undefined where they cannot be determined. */
  readonly ports: readonly PortRange[] | undefined;
  readonly tcp: boolean;
  /** As written; empty: every address of the firewall. */
  readonly publicAddress: string;
  readonly entry: Entry;
}

/** What reading a rule takes beside its text. */
export interface Around {
  /** Values of variables. */
  readonly values: ReadonlyMap<string, string>;
  readonly services?: Services;
  /** Text of a macro by its name, shorewall-macros(5). */
  readonly macro?: (name: string) => string | undefined;
}

/** The rule's text alone. */
export const nothing: Around = { values: new Map() };

/** Rules of a file that decide where ports lead, each as far as it can be understood. */
export function portRules(text: string, around: Around = nothing): readonly PortRule[] {
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
