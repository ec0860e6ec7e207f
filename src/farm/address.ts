/** An IPv4 network; `first` and `last` are its network and broadcast addresses as numbers. */
export interface Network {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** Number of a dotted IPv4 address, no leading zeros; undefined when it is not one. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  const good = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return good ? parts.reduce((number, part) => number * 256 + Number(part), 0) : undefined;
}

/** The dotted form of an IPv4 address. */
export function showAddress(number: number): string {
  return [24, 16, 8, 0].map((bits) => (number >>> bits) & 255).join('.');
}

/** A network in CIDR form (`10.10.60.0/24`); undefined when it is not one, or bits of the host part are set. */
export function parseNetwork(text: string): Network | undefined {
  const [, base = '', bits] = /^([\d.]+)\/(\d{1,2})$/.exec(text) ?? [];
  const first = parseAddress(base);
  const prefix = Number(bits);
  if (first === undefined || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

/** Whether the network has the address as one a VM can use: not its network or broadcast address. */
export function usable({ first, last }: Network, address: number): boolean {
  return address > first && address < last;
}
