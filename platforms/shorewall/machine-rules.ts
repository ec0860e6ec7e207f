import { sameText } from '../../src/farm/address6.ts';
import type { MachineRule } from '../../src/farm/state.ts';
import { linesOf } from '../../src/farm/text/patch.ts';
import { forNew, isOpen, placeFor } from './edit-rules.ts';
import { columnsOf, type Entry, readEntries } from './entries.ts';
import { withLine, withoutRanges } from './lines.ts';
import { onePort, portsOf } from './ports.ts';
import { resolved } from './variables.ts';

/** A rule of Shorewall6's that is about single machines, and where it stands. */
export interface PlacedRule extends Pick<MachineRule, 'addresses' | 'text'> {
  readonly entry: Entry;
}

type Values = ReadonlyMap<string, string>;

/** Rules of shorewall6-rules(5) whose source or destination is one machine, in their order. */
export function machineRules(text: string, values: Values): readonly PlacedRule[] {
  const { entries, sets } = readEntries(text);
  const known = sets.size === 0 ? values : new Map([...values, ...sets]);
  return entries.flatMap((entry) => {
    const put = putIn(entry.text, known);
    const addresses = [...new Set(machinesOf(put).map(({ address }) => address))];
    return addresses.length === 0 ? [] : [{ addresses, text: put, entry }];
  });
}

/** Whether a rule for another machine may be made after this one: in force as it stands, and for new connections. */
export function isCopied({ entry }: PlacedRule): boolean {
  return isOpen(entry) && forNew(entry);
}

/** A machine, and the port by which its SSH is reached from outside, where DNAT leads there. */
interface Machine {
  readonly addresses: readonly string[];
  readonly sshPort?: number | undefined;
}

/**
 * The rules about one machine as another has them, a line each. `left`: those that lead another port of the firewall's own to it, which
 * there can be once only.
 */
export function rulesLike(
  rules: readonly MachineRule[],
  from: Machine,
  to: { readonly address6: string; readonly sshPort?: number | undefined },
): { readonly lines: readonly string[]; readonly left: readonly MachineRule[] } {
  const own = rules.filter(({ addresses }) => addresses.some((one) => from.addresses.includes(one)));
  const all = own.map((rule) => ({ rule, line: lineLike(rule, from, to) }));
  return {
    lines: [...new Set(all.flatMap(({ line }) => line ?? []))],
    left: all.flatMap(({ rule, line }) => (line === undefined ? [rule] : [])),
  };
}

function lineLike(
  { text }: MachineRule,
  from: Machine,
  to: { readonly address6: string; readonly sshPort?: number | undefined },
): string | undefined {
  const { action, dport } = columnsOf(text);
  const moved = machinesOf(text)
    .filter(({ address }) => from.addresses.includes(address))
    .reduce((line, { column, written }) => line.replace(column, column.replace(written, to.address6)), text);
  if (!/\bDNAT\b/.test(action)) return moved;
  const port = onePort(portsOf(dport));
  if (port === undefined || port !== from.sshPort || to.sshPort === undefined) return undefined;
  return moved.replace(RegExp(`(?<=[\\s=>:"])${dport}(?=[\\s"}]|$)`), String(to.sshPort));
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
function putIn(text: string, values: Values): string {
  const { source, dest } = columnsOf(text);
  return [source, dest].reduce((line, column) => line.replace(column, () => resolved(column, values)), text);
}

interface Named {
  readonly address: string;
  /** As it is written. */
  readonly written: string;
}

function machinesOf(text: string): readonly (Named & { readonly column: string })[] {
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

function address6(text: string): string | undefined {
  return text.includes(':') ? sameText(text.replace(/\/128$/, '')) : undefined;
}
