/** Ports from `first` to `last`. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export const everyPort: PortRange = { first: 1, last: 65535 };

/** Ports of service names, as /etc/services has them for TCP. */
export type Services = ReadonlyMap<string, number>;

/** Those of services(5), `name port/protocol alias…`. */
export function servicesOf(text: string): Services {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name = '', port = '', ...aliases] = line.replace(/#.*$/, '').trim().split(/\s+/);
    const [, number] = /^(\d+)\/tcp$/.exec(port) ?? [];
    if (number !== undefined) for (const one of [name, ...aliases]) found.set(one, Number(number));
  }
  return found;
}

/** Names that are in rules often; /etc/services of the host has them too. */
const common: Services = new Map([
  ['ftp', 21],
  ['ssh', 22],
  ['telnet', 23],
  ['smtp', 25],
  ['domain', 53],
  ['http', 80],
  ['https', 443],
]);

/**
 * The ports a column tells: numbers, ranges `22003:22020` or `22003-22020` (one end may be left out), names, a list of these, or all but
 * those after `!`. Undefined where one of them cannot be determined.
 */
export function portsOf(column: string, services: Services = common): readonly PortRange[] | undefined {
  if (column === '') return [everyPort];
  if (column.startsWith('!')) {
    const out = portsOf(column.slice(1), services);
    return out && without(out);
  }
  const ranges = column
    .replace(/^\+/, '')
    .split(',')
    .map((word) => rangeOf(word, services));
  return ranges.every((range) => range !== undefined) ? (ranges as readonly PortRange[]) : undefined;
}

function rangeOf(word: string, services: Services): PortRange | undefined {
  const [, low, high] = /^(\w[\w.+-]*)?:(\w[\w.+-]*)?$/.exec(word) ?? /^(\d+)-(\d+)$/.exec(word) ?? [word, word, word];
  const number = (text: string | undefined, none: number) =>
    text === undefined ? none : /^\d+$/.test(text) ? Number(text) : (services.get(text) ?? common.get(text));
  const [first, last] = [number(low, everyPort.first), number(high, everyPort.last)];
  if (first === undefined || last === undefined || first > last || last > everyPort.last) return undefined;
  return { first, last };
}

/** All ports but these. */
function without(ranges: readonly PortRange[]): readonly PortRange[] {
  const left: PortRange[] = [];
  let from = everyPort.first;
  for (const { first, last } of [...ranges].sort((a, b) => a.first - b.first)) {
    if (first > from) left.push({ first: from, last: first - 1 });
    from = Math.max(from, last + 1);
  }
  if (from <= everyPort.last) left.push({ first: from, last: everyPort.last });
  return left;
}

export function includes(ranges: readonly PortRange[], port: number): boolean {
  return ranges.some(({ first, last }) => first <= port && port <= last);
}

/** The port where it is one and no more; else undefined. */
export function onePort([range, ...more]: readonly PortRange[] = []): number | undefined {
  return range && more.length === 0 && range.first === range.last ? range.first : undefined;
}

/** `80,443,22003:22020` */
export function portWords(ranges: readonly PortRange[]): string {
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}:${last}`)).join(',');
}
