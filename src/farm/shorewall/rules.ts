import type { PortForward } from '../state.ts';
import { linesOf } from '../text/patch.ts';
import { type Entry, entriesOf, sectionEnd } from './entries.ts';
import { withLine, withoutLines } from './lines.ts';
import { paramValue } from './params.ts';

/** A DNAT rule, shorewall-rules(5): ACTION SOURCE DEST PROTO DPORT SPORT ORIGDEST. */
export interface DnatRule {
  /** As written: an address or `$NAME`. */
  readonly target: string;
  readonly toPort: number;
  /** On the public side. */
  readonly ports: readonly number[];
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

/** The rules that forward TCP ports to one machine. Rules of other kinds are passed over, and so are macros. */
export function dnatRules(text: string): readonly DnatRule[] {
  return entriesOf(text).flatMap((entry) => {
    const [action = '', , dest = '', proto = '', dport = '', , origin = '-'] = entry.text.split(/\s+/);
    if (!/^DNAT-?(:[\w,()$-]+)?$/.test(action) || !/^(tcp|6)$/i.test(proto)) return [];
    const [, target = '', to] = /^[^:]+:([^:]+)(?::(\d+))?$/.exec(dest) ?? [];
    const ports = dport.split(',').map(Number);
    const [first] = ports;
    if (target === '' || first === undefined || !ports.every((port) => Number.isInteger(port) && port > 0)) return [];
    const publicAddress = origin === '-' ? '' : origin;
    return [{ target, toPort: to === undefined ? first : Number(to), ports, publicAddress, entry }];
  });
}

/** The same with addresses, for whoever reads the whole farm. */
export function forwards(rules: string, params: string): readonly PortForward[] {
  return dnatRules(rules).flatMap(({ target, toPort, ports, entry }) => {
    const param = /^\$\{?(\w+)\}?$/.exec(target)?.[1];
    const address = param === undefined ? target : paramValue(params, param);
    const known = { ...(param !== undefined && { param }), ...(address !== undefined && { address }) };
    return ports.map((port) => ({ ...known, port, toPort, line: entry.line + 1 }));
  });
}

/** Whether a rule leads to the VM, by its param or its address. */
export function leadsTo(
  { target }: DnatRule,
  { param, address }: { readonly param: string; readonly address: string | undefined },
): boolean {
  return target === `$${param}` || target === `\${${param}}` || target === address;
}

/** Whether a rule is the wanted one, however it is written. */
export function isRule(rule: DnatRule, wanted: WantedRule): boolean {
  return leadsTo(rule, wanted) && rule.ports.join() === String(wanted.port) && rule.toPort === wanted.toPort;
}

/** A rule that has the port already and leads elsewhere. */
export function rivalRule(text: string, wanted: WantedRule): DnatRule | undefined {
  return dnatRules(text).find((rule) => {
    const apart = rule.publicAddress !== '' && rule.publicAddress !== wanted.publicAddress;
    return rule.ports.includes(wanted.port) && !apart && !isRule(rule, wanted);
  });
}

/** The rule as a line: its columns where Shorewall's own examples have them, or apart by tabs where its neighbour has tabs. */
export function ruleLine(rule: WantedRule, neighbour = ''): string {
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
  const last = dnatRules(text).findLast(({ entry }) => entry.depth === 0 && ['', 'NEW'].includes(entry.section));
  const line = ruleLine(rule, last && lines[last.entry.line]);
  return withLine(text, last?.entry.end ?? sectionEnd(text, 'NEW') ?? lines.length, line);
}

/** The text without the rules that fit. */
export function withoutRules(text: string, fits: (rule: DnatRule) => boolean): string {
  return dnatRules(text)
    .filter(fits)
    .reduceRight((left, { entry }) => withoutLines(left, entry.line, entry.end), text);
}

/** Whether anything in the text still uses the variable. */
export function mentions(text: string, param: string): boolean {
  return entriesOf(text).some((entry) => RegExp(`\\$(${param}(?!\\w)|\\{${param}\\})`).test(entry.text));
}
