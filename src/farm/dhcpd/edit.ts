import { type HostBlock, hostsOf, subnetsAt } from './hosts.ts';
import { type Block, parseDhcpd, type Statement } from './syntax.ts';

/** The declaration of a VM. */
export interface WantedHost {
  readonly name: string;
  readonly mac: string;
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
  const root = parseDhcpd(text);
  const subnet = subnetsAt(root, host.address).at(-1);
  const beside = neighbours(hostsOf(text, root), host, subnet);
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const [first] = beside;
  const last = beside.at(-1);
  if (first && last) return insertAfter(text, host, { first, last, second: beside[1] }, end);
  if (subnet?.block) return insertInto(text, subnet, subnet.block, host, end);
  const open = text === '' || text.endsWith('\n') ? '' : end;
  return `${text}${open}${text === '' ? '' : end}${written(host, '', end)}${end}`;
}

/** The hosts the new one belongs to: those of its domain in its subnet, else of its domain anywhere, else of its subnet; of one parent. */
function neighbours(hosts: readonly HostBlock[], { name }: WantedHost, subnet?: Statement): readonly HostBlock[] {
  const domain = name.slice(name.indexOf('.'));
  const related = hosts.filter((one) => one.name.endsWith(domain));
  const inside = (one: HostBlock) => subnet !== undefined && one.around.includes(subnet);
  const group = [related.filter(inside), related, hosts.filter(inside)].find(({ length }) => length > 0) ?? [];
  const parent = group.at(-1)?.around.at(-1);
  return group.filter(({ around }) => around.at(-1) === parent);
}

interface Beside {
  readonly first: HostBlock;
  readonly second?: HostBlock | undefined;
  readonly last: HostBlock;
}

/** Models are the first ones, so that a declaration stays the same while others are added below. */
function insertAfter(text: string, host: WantedHost, { first, second, last }: Beside, end: string): string {
  const gap = second ? text.slice(first.statement.end, second.statement.start) : '';
  const indent = indentAt(text, first.statement.start);
  const between = second && /^\s*\n\s*$/.test(gap) ? gap : `${end}${end}${indent}`;
  const at =
    last.statement.end + (/^[ \t]*(#[^\n]*?)?(?=\r?\n|$)/.exec(text.slice(last.statement.end))?.[0].length ?? 0);
  return (
    text.slice(0, at) +
    between +
    (modelled(text, first, host) ?? written(host, indent, end).trimStart()) +
    text.slice(at)
  );
}

function insertInto(text: string, subnet: Statement, block: Block, host: WantedHost, end: string): string {
  const indent = indentAt(text, subnet.start);
  const child = block.statements[0];
  const own = child ? indentAt(text, child.start) : '';
  const declared = written(host, own.length > indent.length ? own : indent + ' '.repeat(unit), end);
  const lineStart = text.lastIndexOf('\n', block.end - 1) + 1;
  const alone = lineStart > block.start && text.slice(lineStart, block.end).trim() === '';
  const at = alone ? lineStart : block.end;
  return text.slice(0, at) + (alone ? `${declared}${end}` : `${end}${declared}${end}${indent}`) + text.slice(at);
}

/** The model's own text with other values; undefined where it has more in it than values. */
function modelled(text: string, { statement, plain }: HostBlock, host: WantedHost): string | undefined {
  if (!plain || !statement.block || text.slice(statement.start, statement.end).includes('#')) return undefined;
  const values = [
    { token: statement.words[1], value: host.name },
    ...statement.block.statements.map(({ words }) => {
      const [head] = words;
      if (head?.text.toLowerCase() === 'hardware') return { token: words[2], value: host.mac };
      if (head?.text.toLowerCase() === 'fixed-address')
        return { token: words.length === 2 ? words[1] : undefined, value: host.name };
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

function written({ name, mac, netmask }: WantedHost, indent: string, end: string): string {
  const inner = indent + (indent.includes('\t') ? '\t' : ' '.repeat(unit));
  return [
    `${indent}host ${name} {`,
    `${inner}hardware ethernet ${mac};`,
    `${inner}fixed-address ${name};`,
    `${inner}option subnet-mask ${netmask};`,
    `${indent}}`,
  ].join(end);
}

/**
 * The text without the host's declaration, and without one of the empty lines that then meet. Every other byte stays.
 * Throws Unreadable.
 */
export function removeHost(text: string, name: string): string {
  const found = hostsOf(text).find((one) => one.name === name);
  if (!found) return text;
  const { start, end } = found.statement;
  const before = text.slice(0, start).replace(/[ \t]*$/, '');
  const after = text.slice(end);
  const alone = (before === '' || before.endsWith('\n')) && /^[ \t]*(\r?\n|$)/.test(after);
  if (!alone) return removeHost(text.slice(0, start) + after, name);
  const rest = after.replace(/^[ \t]*(\r?\n|$)/, '');
  const gap = /(^|\n)[ \t]*\r?\n$/.test(before) && /^[ \t]*(\r?\n|\}|$)/.test(rest);
  return removeHost((gap ? before.replace(/[ \t]*\r?\n$/, '') : before) + rest, name);
}

function indentAt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
