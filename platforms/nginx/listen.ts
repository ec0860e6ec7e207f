/** Where a server listens, ngx_http_core_module `listen`. */
export interface Listen {
  /** `*`, `203.0.113.5`, `[::]`, a host's name; `unix:…` with port 0. */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  readonly isDefault: boolean;
  /** What comes first is the PROXY protocol: nobody can ask without it. */
  readonly proxied: boolean;
}

/** The most ports of a range that are looked at one by one. */
const most = 1024;

/** Of the words of a `listen` directive, its name left out: one for each port, and for IPv4 too where one of IPv6 takes both. */
export function listensOf([where = '', ...options]: readonly string[]): readonly Listen[] {
  const rest = {
    tls: options.includes('ssl') || options.includes('quic'),
    isDefault: options.includes('default_server') || options.includes('default'),
    proxied: options.includes('proxy_protocol'),
  };
  if (where.startsWith('unix:')) return [{ address: where, port: 0, ...rest }];
  const [, written, first = '80', last = first] = /^(?:(.*):)?(\d+)(?:-(\d+))?$/.exec(where) ?? ['', where];
  const address = plainAddress(written ?? '*');
  const addresses = address === '[::]' && options.includes('ipv6only=off') ? ['*', address] : [address];
  const count = Math.min(most, Number(last) - Number(first) + 1);
  const ports = Array.from({ length: Math.max(1, count) }, (_, index) => Number(first) + index);
  return addresses.flatMap((one) => ports.map((port) => ({ address: one, port, ...rest })));
}

/** `*` and `[::]` for all addresses, however that is written. */
function plainAddress(written: string): string {
  if (written === '' || written === '0.0.0.0') return '*';
  return /^\[[0:]+\]$/.test(written) ? '[::]' : written.toLowerCase();
}

/** A server without one listens here. */
export const anyAddress: Listen = { address: '*', port: 80, tls: false, isDefault: false, proxied: false };

/** As `listen` takes it, without what only one server of an address may say. */
export function listenWords({ address, port }: Listen): string {
  return address === '*' ? String(port) : `${address}:${port}`;
}

/** An address and a port of it. */
export type Socket = Pick<Listen, 'address' | 'port'>;

export function sameSocket(one: Socket, other: Socket): boolean {
  return one.address === other.address && one.port === other.port;
}
