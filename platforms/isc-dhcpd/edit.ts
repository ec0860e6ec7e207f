import { endedAs } from '../../src/farm/text/ended-as.ts';
import { type Block, parseStatements, type Statement } from '../../src/farm/text/statements.ts';
import { type HostBlock, headOf, hostsOf, subnetsAt } from './hosts.ts';

/** The declaration of a VM. */
export interface WantedHost {
  readonly name: string;
  readonly mac: string;
  /** Its fixed address; absent: the name. */
  readonly fixed?: string | undefined;
  /** Says which subnet it belongs to; the declaration has the name as fixed-address, for DNS to answer. */
  readonly address: string;
  readonly netmask: string;
}

const unit = 4;

/**
 * The text with the host declared: after the others of its domain, else in its subnet, else at the end; written as its
 * neighbours are. Every other byte stays. Throws Unreadable.
 */
export function addHost(text: string, host: WantedHost): string {
  const root = parseStatements(text);
  const subnet = subnetsAt(root, host.address).at(-1);
  const beside = neighbours(hostsOf(text, root), host, subnet);
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const [first] = beside;
  const last = beside.at(-1);
  const model = beside.find((one) => isModel(text, one));
  if (first && last) return insertAfter(text, host, { first, last, second: beside[1], model }, end);
  if (subnet?.block) return insertInto(text, subnet, subnet.block, host, end);
  const declared = written(host, '', end);
  if (text === '') return declared + end;
  return text.endsWith('\n') ? text + end + declared + end : text + end + end + declared;
}

/**
 * The text with other values in the declaration of the host of that name; where it has more in it than values, it is taken out and declared
 * anew. Every other byte stays. Throws Unreadable.
 */
export function replaceHost(text: string, host: WantedHost): string {
  const found = hostsOf(text).find((one) => one.name === host.name);
  const anew = found && modelled(text, found, host);
  if (!found || anew === undefined) return addHost(withoutHost(text, host.name), host);
  return text.slice(0, found.statement.start) + anew + text.slice(found.statement.end);
}

/** Blocks that count for some clients only: what stands in them is not where a VM's host belongs. */
const conditional = new Set(['if', 'elsif', 'else', 'class', 'subclass', 'on', 'switch', 'case']);

/**
 * The hosts the new one belongs to: those of its domain in its subnet, else of its domain anywhere, else of its subnet; of the one parent that
 * has most of them, so that an odd one elsewhere does not decide.
 */
function neighbours(all: readonly HostBlock[], { name }: WantedHost, subnet?: Statement): readonly HostBlock[] {
  const domain = name.slice(name.indexOf('.'));
  const hosts = all.filter(({ around }) => !around.some((one) => conditional.has(headOf(one, 1))));
  const related = hosts.filter((one) => one.name.endsWith(domain));
  const inside = (one: HostBlock) => subnet !== undefined && one.around.includes(subnet);
  const group = [related.filter(inside), related, hosts.filter(inside)].find(({ length }) => length > 0) ?? [];
  const parents = [...Map.groupBy(group, ({ around }) => around.at(-1)).values()];
  return parents.reduce<readonly HostBlock[]>((most, one) => (one.length >= most.length ? one : most), []);
}

interface Beside {
  readonly first: HostBlock;
  readonly second?: HostBlock | undefined;
  readonly last: HostBlock;
  /** The first that has nothing of its own in it. */
  readonly model: HostBlock | undefined;
}

/** Models are the first ones, so that a declaration stays the same while others are added below. */
function insertAfter(text: string, host: WantedHost, { first, second, last, model }: Beside, end: string): string {
  const gap = second ? text.slice(first.statement.end, second.statement.start) : '';
  const indent = indentAt(text, first.statement.start);
  const lineEnd = endOfLine(text, last.statement.end);
  const apart = lineEnd === undefined ? ' ' : `${end}${end}${indent}`;
  const between = second && /^\s*\n\s*$/.test(gap) ? gap : apart;
  const at = lineEnd ?? last.statement.end;
  const declared = lineEnd === undefined ? oneLine(host) : written(host, indent, end).trimStart();
  return text.slice(0, at) + between + (modelled(text, model ?? first, host) ?? declared) + text.slice(at);
}

function insertInto(text: string, subnet: Statement, block: Block, host: WantedHost, end: string): string {
  const indent = indentAt(text, subnet.start);
  const child = block.statements[0];
  const own = child ? indentAt(text, child.start) : '';
  const declared = written(host, own.length > indent.length ? own : indent + ' '.repeat(unit), end);
  const lineStart = text.lastIndexOf('\n', block.end - 1) + 1;
  const alone = lineStart > block.start && text.slice(lineStart, block.end).trim() === '';
  const at = alone ? lineStart : block.end;
  // Where the block ends on a line with something else, so does the declaration: a line end put there would stay when it goes.
  const inline = oneLine(host) + (/\s/.test(text[at - 1] ?? '') ? ' ' : '');
  return text.slice(0, at) + (alone ? `${declared}${end}` : inline) + text.slice(at);
}

/** Whether a host has nothing in it but values. */
function isModel(text: string, { statement, plain }: HostBlock): boolean {
  return plain && !text.slice(statement.start, statement.end).includes('#');
}

/** Place of the line end, where at most a comment stands before it. */
function endOfLine(text: string, from: number): number | undefined {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  const found = text.indexOf('\n', at);
  const end = found < 0 ? text.length : text[found - 1] === '\r' ? found - 1 : found;
  return at >= end ? end : text[at] === '#' ? end : undefined;
}

/** The model's own text with other values; undefined where it has more in it than values. */
function modelled(text: string, one: HostBlock, host: WantedHost): string | undefined {
  const { statement } = one;
  if (!statement.block || !isModel(text, one)) return undefined;
  const values = [
    { token: statement.words[1], value: host.name },
    ...statement.block.statements.map(({ words }) => {
      const [head] = words;
      if (head?.text.toLowerCase() === 'hardware') return { token: words[2], value: host.mac };
      if (head?.text.toLowerCase() === 'fixed-address')
        return { token: words.length === 2 ? words[1] : undefined, value: host.fixed ?? host.name };
      return { token: words[2], value: host.netmask };
    }),
  ];
  const pieces: string[] = [];
  let from = statement.start;
  for (const { token, value } of values) {
    if (!token) return undefined;
    pieces.push(text.slice(from, token.start), value);
    from = token.end;
  }
  return [...pieces, text.slice(from, statement.end)].join('');
}

function written({ name, mac, fixed = name, netmask }: WantedHost, indent: string, end: string): string {
  const inner = indent + (indent.includes('\t') ? '\t' : ' '.repeat(unit));
  return [
    `${indent}host ${name} {`,
    `${inner}hardware ethernet ${mac};`,
    `${inner}fixed-address ${fixed};`,
    `${inner}option subnet-mask ${netmask};`,
    `${indent}}`,
  ].join(end);
}

function oneLine(host: WantedHost): string {
  return written(host, '', ' ').replace(/ +/g, ' ');
}

/**
 * The text without the host's declaration, what is said of it in a comment on its last line, and one of the empty lines that then meet.
 * Every other byte stays. Throws Unreadable.
 */
export function withoutHost(text: string, name: string): string {
  return endedAs(text, cutHost(text, name));
}

function cutHost(text: string, name: string): string {
  const found = hostsOf(text).find((one) => one.name === name);
  if (!found) return text;
  const { start, end } = found.statement;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = endOfLine(text, end);
  if (text.slice(lineStart, start).trim() !== '' || lineEnd === undefined)
    return cutHost(text.slice(0, start) + text.slice(end).replace(/^ /, text[start - 1] === ' ' ? '' : ' '), name);
  const before = text.slice(0, lineStart);
  const rest = text.slice(lineEnd).replace(/^\r?\n/, '');
  const gap = emptyLastLine(before) && /^[ \t]*(\r?\n|\}|$)/.test(rest);
  return cutHost((gap ? before.slice(0, lastLine(before)) : before) + rest, name);
}

/** Where the last whole line of a text begins. */
function lastLine(text: string): number {
  return text.length < 2 ? 0 : text.lastIndexOf('\n', text.length - 2) + 1;
}

function emptyLastLine(text: string): boolean {
  return text.endsWith('\n') && text.slice(lastLine(text)).trim() === '';
}

function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
