import { parseAddress } from '../address.ts';
import type { DhcpHost } from '../state.ts';
import { type Block, lineAt, parseDhcpd, type Statement } from './syntax.ts';

/** A host declaration, and the declarations around it, outermost first. */
export interface HostBlock extends DhcpHost {
  readonly statement: Statement;
  readonly around: readonly Statement[];
  /** Its block has these alone: hardware, fixed-address, option subnet-mask. */
  readonly plain: boolean;
}

/** Every host declaration, wherever it stands. Throws Unreadable. */
export function hostsOf(text: string, root: Block = parseDhcpd(text)): readonly HostBlock[] {
  return walk(root, []).flatMap(({ statement, around }) => {
    const [keyword, name] = statement.words;
    if (keyword?.text !== 'host' || !name || !statement.block) return [];
    const inner = statement.block.statements;
    const mac = inner.find((one) => words(one, 2) === 'hardware ethernet')?.words[2]?.text;
    const addresses = inner.filter((one) => words(one, 1) === 'fixed-address').flatMap(addressesOf);
    return [
      {
        name: name.text.toLowerCase(),
        ...(mac !== undefined && { mac: plainMac(mac) }),
        addresses,
        line: lineAt(text, statement.start),
        statement,
        around,
        plain: isPlain(inner),
      },
    ];
  });
}

/** Subnet declarations that contain an address, the widest first. */
export function subnetsAt(root: Block, address: string): readonly Statement[] {
  const number = parseAddress(address);
  const found = walk(root, []).flatMap(({ statement }) => {
    const [keyword, base, , mask] = statement.words;
    if (keyword?.text !== 'subnet' || !statement.block || number === undefined) return [];
    const [from, bits] = [parseAddress(base?.text ?? ''), parseAddress(mask?.text ?? '')];
    if (from === undefined || bits === undefined) return [];
    const size = 2 ** 32 - bits;
    return number >= from && number < from + size ? [{ statement, size }] : [];
  });
  return found.sort((a, b) => b.size - a.size).map(({ statement }) => statement);
}

/** A MAC in one form: lower case, two digits each (dhcpd.conf(5) allows fewer). */
export function plainMac(mac: string): string {
  return mac
    .toLowerCase()
    .split(':')
    .map((part) => part.padStart(2, '0'))
    .join(':');
}

function walk(
  block: Block,
  around: readonly Statement[],
): readonly { statement: Statement; around: readonly Statement[] }[] {
  return block.statements.flatMap((statement) => [
    { statement, around },
    ...(statement.block ? walk(statement.block, [...around, statement]) : []),
  ]);
}

function words({ words: all }: Statement, count: number): string {
  return all
    .slice(0, count)
    .map(({ text }) => text.toLowerCase())
    .join(' ');
}

function addressesOf({ words: [, ...rest] }: Statement): readonly string[] {
  return rest.map(({ text }) => text.toLowerCase()).filter((text) => text !== ',');
}

function isPlain(inner: readonly Statement[]): boolean {
  const heads = inner.map((one) => (words(one, 1) === 'fixed-address' ? 'fixed-address' : words(one, 2)));
  return (
    heads.sort().join() === 'fixed-address,hardware ethernet,option subnet-mask' && inner.every(({ block }) => !block)
  );
}
