import { sameText } from '../../src/farm/address6.ts';
import type { MachineRule } from '../../src/farm/state.ts';
import { linesOf } from '../../src/farm/text/patch.ts';
import { forNew, isOpen, placeFor } from './edit-rules.ts';
import { columnsOf, type Entry, readEntries } from './entries.ts';
import { withLine, withoutRanges } from './lines.ts';
import { includes, portsOf } from './ports.ts';
import { resolved, usedIn } from './variables.ts';

/** A rule of Shorewall6's that names machines, and where it stands. */
export interface PlacedRule extends Pick<MachineRule, 'addresses' | 'text'> {
  readonly entry: Entry;
  /** Its source, or its destination, is one machine. */
  readonly alone: boolean;
  /** Those of its source and destination, as far as they are set. */
  readonly variables: readonly Variable[];
}

/** A variable of the firewall's configuration and its value, with no other variable in it. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

type Values = ReadonlyMap<string, string>;

/** Rules of shorewall6-rules(5) whose source or destination is one machine, in their order. */
export function machineRules(text: string, values: Values): readonly PlacedRule[] {
  return namingRules(text, values).filter(({ alone }) => alone);
}

/** The same, and those about several machines. */
export function namingRules(text: string, values: Values): readonly PlacedRule[] {
  const { entries, sets } = readEntries(text);
  const known = sets.size === 0 ? values : new Map([...values, ...sets]);
  return entries.flatMap((entry) => {
    const put = putIn(entry.text, known);
    const single = [...new Set(machinesOf(put).map(({ address }) => address))];
    const alone = single.length > 0;
    const addresses = alone ? single : addresses6In(placesOf(put));
    if (addresses.length === 0) return [];
    const variables = [...new Set(usedIn(placesOf(entry.text)))].flatMap((name) => {
      const value = known.get(name);
      return value === undefined ? [] : [{ name, value: resolved(value, known) }];
    });
    return [{ addresses, text: put, entry, alone, variables }];
  });
}

/** Source and destination. */
function placesOf(text: string): string {
  const { source, dest } = columnsOf(text);
  return `${source} ${dest}`;
}

/** Whether a rule for another machine may be made after this one: in force as it stands, and for new connections. */
export function isCopied({ alone, entry }: Pick<PlacedRule, 'alone' | 'entry'>): boolean {
  return alone && isOpen(entry) && forNew(entry);
}

/** SSH's port, RFC 4250 section 4.1. */
const ssh = 22;

/** Whether a rule lets new connections to SSH in to a machine. A macro is known by its name: what one of another name has is not looked up. */
export function letsSshIn({ text, entry }: Pick<PlacedRule, 'text' | 'entry'>): boolean {
  const { action, dest, proto, dport } = columnsOf(text);
  const [, name = '', inner, slashed] = /^(\w+)(?:\((\w+)[^)]*\)|\/(\w+))?/.exec(action) ?? [];
  const verdict = inner ?? slashed ?? name;
  const protocols = proto.toLowerCase().split(',');
  const tcp = protocols.some((one) => ['', 'tcp', '6', 'all', 'any'].includes(one.split(':')[0] ?? ''));
  if (!forNew(entry) || !/^(A_)?(ACCEPT|DNAT)$/.test(verdict) || !tcp || addresses6In(dest).length === 0) return false;
  if (verdict !== name && dport === '') return name.toUpperCase() === 'SSH';
  const [, led] = /[\]>]:([\w-]+)$/.exec(dest) ?? [];
  return includes(portsOf(verdict.endsWith('DNAT') ? (led ?? dport) : dport) ?? [], ssh);
}

/** The text with lines after the last rule of their kind, as rules of IPv4 are put beside theirs. */
export function withMachineRules(text: string, lines: readonly string[], values: Values): string {
  if (lines.length === 0) return text;
  const kin = machineRules(text, values).filter(isCopied);
  const at = placeFor(
    readEntries(text),
    kin.map(({ entry }) => entry),
  );
  return withLine(text, Math.min(at, linesOf(text).length), lines.join('\n'));
}

/** The text without the rules about one of these machines. */
export function withoutMachines(text: string, addresses: readonly string[], values: Values): string {
  const gone = machineRules(text, values).filter((rule) => rule.addresses.some((one) => addresses.includes(one)));
  return withoutRanges(
    text,
    gone.map(({ entry }) => [entry.line, entry.end]),
  );
}

/** Every IPv6 address in a text of Shorewall6's, as RFC 5952 writes it; networks are none. */
export function addresses6In(text: string): readonly string[] {
  if (!text.includes(':')) return [];
  const found = text.split(/[\s,;={}"']+/).flatMap((word) => {
    const [, inner = word] = /[[<]([^\]>]*)/.exec(word) ?? [];
    const [bare = ''] = inner.split(/[\]>]/);
    return address6(bare) ?? machineIn(word)?.address ?? [];
  });
  return [...new Set(found)];
}

/** The text with the variables of its source and destination put in, and no others. */
export function putIn(text: string, values: Values): string {
  const { source, dest } = columnsOf(text);
  return [source, dest].reduce((line, column) => line.replace(column, () => resolved(column, values)), text);
}

interface Named {
  readonly address: string;
  /** As it is written. */
  readonly written: string;
}

/** The machines that are a rule's source and destination. */
export function machinesOf(text: string): readonly (Named & { readonly column: string })[] {
  const { source, dest } = columnsOf(text);
  return [source, dest].flatMap((column) => {
    const found = machineIn(column);
    return found ? [{ ...found, column }] : [];
  });
}

/** The machine of `loc:[2001:db8::5]:22`, `loc:br0:<2001:db8::5>` or `loc:2001:db8::5`; undefined where it is none, several, or a network. */
function machineIn(column: string): Named | undefined {
  // What follows the zone may be an interface; one that is all hexadecimal digits is taken for a part of an address.
  const [, rest = ''] = /^\$?\w+:(?:(?![\da-f]{1,4}:)[a-z][\w.+-]*:)?(.+)$/i.exec(column) ?? [];
  const [, inner, after = ''] = /^[[<]([^\]>]*)[\]>](.*)$/.exec(rest) ?? [undefined, rest];
  if (inner === undefined || !/^(\/128)?(:[\w-]+)?$/.test(after)) return undefined;
  const address = address6(inner);
  return address === undefined ? undefined : { address, written: inner.replace(/\/128$/, '') };
}

/** The machine that a value of params is and nothing else, such as `[2001:db8::5]`: its address, and as it is written; undefined where it is more, or none. */
export function machineAlone(value: string): Named | undefined {
  const [, square, pointed, bare = ''] = /^(?:\[([^\]]+)\]|<([^>]+)>|([^[<]+))$/.exec(value) ?? [];
  const inner = square ?? pointed ?? bare;
  const address = address6(inner);
  return address === undefined ? undefined : { address, written: inner.replace(/\/128$/, '') };
}

function address6(text: string): string | undefined {
  return text.includes(':') ? sameText(text.replace(/\/128$/, '')) : undefined;
}
