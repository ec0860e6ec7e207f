import { parseAddress } from '../../src/farm/address.ts';
import type { DhcpHost } from '../../src/farm/state.ts';
import { type Block, parseStatements, type Statement } from '../../src/farm/text/statements.ts';

/** A host declaration, and the declarations around it, outermost first. */
export interface HostBlock extends DhcpHost {
  readonly statement: Statement;
  readonly around: readonly Statement[];
  /** Its block has these alone: hardware, fixed-address, option subnet-mask. */
  readonly plain: boolean;
}

/** A statement, and the declarations around it, outermost first. */
export interface Placed {
  readonly statement: Statement;
  readonly around: readonly Statement[];
}

/** Every host declaration of one file, wherever it stands; keywords in any case (dhcpd.conf(5)). Throws Unreadable. */
export function hostsOf(text: string, root: Block = parseStatements(text)): readonly HostBlock[] {
  return statementsIn(root).flatMap((placed) => hostOf(placed) ?? []);
}

/** The host a statement declares. */
export function hostOf({ statement, around }: Placed): HostBlock | undefined {
  const [keyword, name] = statement.words;
  if (keyword?.quoted || headOf(statement, 1) !== 'host' || !name || !statement.block) return undefined;
  const inner = statement.block.statements;
  const mac = inner.find((one) => headOf(one, 2) === 'hardware ethernet')?.words.slice(2);
  const addresses = inner.filter((one) => headOf(one, 1) === 'fixed-address').flatMap(listOf);
  return {
    name: name.text.toLowerCase(),
    ...(mac && mac.length > 0 && { mac: plainMac(mac.map(({ text }) => text).join('')) }),
    addresses,
    line: keyword?.line ?? 1,
    statement,
    around,
    plain: isPlain(inner),
  };
}

/** Subnet declarations that contain an address, the widest first. */
export function subnetsAt(root: Block, address: string): readonly Statement[] {
  const number = parseAddress(address);
  const found = statementsIn(root).flatMap(({ statement }) => {
    const [, base, , mask] = statement.words;
    if (headOf(statement, 1) !== 'subnet' || !statement.block || number === undefined) return [];
    const [from, bits] = [parseAddress(base?.text ?? ''), parseAddress(mask?.text ?? '')];
    if (from === undefined || bits === undefined) return [];
    const size = 2 ** 32 - bits;
    return number >= from && number < from + size ? [{ statement, size }] : [];
  });
  return found.sort((a, b) => b.size - a.size).map(({ statement }) => statement);
}

/** A MAC in one form: lower case, two digits each (dhcpd.conf(5) allows fewer). */
function plainMac(mac: string): string {
  return mac
    .toLowerCase()
    .split(':')
    .map((part) => part.padStart(2, '0'))
    .join(':');
}

/** Every statement of a block and of those in it, in the file's order. */
export function statementsIn(block: Block): readonly Placed[] {
  const all: Placed[] = [];
  const walk = (inner: Block, around: readonly Statement[]) => {
    for (const statement of inner.statements) {
      all.push({ statement, around });
      if (statement.block) walk(statement.block, [...around, statement]);
    }
  };
  walk(block, []);
  return all;
}

/** The first words of a statement, lower case: `hardware ethernet`. */
export function headOf({ words }: Statement, count: number): string {
  let head = words[0]?.text.toLowerCase() ?? '';
  for (let at = 1; at < count && at < words.length; at += 1) head += ` ${words[at]?.text.toLowerCase()}`;
  return head;
}

/** What stands after the first word, between commas, lower case: dhcpd takes an address in several words for one. */
function listOf({ words: [, ...rest] }: Statement): readonly string[] {
  return rest
    .map(({ text }) => text.toLowerCase())
    .join('')
    .split(',')
    .filter((one) => one !== '');
}

function isPlain(inner: readonly Statement[]): boolean {
  const heads = inner.map((one) => headOf(one, headOf(one, 1) === 'fixed-address' ? 1 : 2));
  return (
    heads.sort().join() === 'fixed-address,hardware ethernet,option subnet-mask' && inner.every(({ block }) => !block)
  );
}
