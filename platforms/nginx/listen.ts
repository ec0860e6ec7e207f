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

/** Of the words of a `listen` directive, its name left out. */
export function listenOf([where = '', ...options]: readonly string[]): Listen {
  const rest = {
    tls: options.includes('ssl') || options.includes('quic'),
    isDefault: options.includes('default_server') || options.includes('default'),
    proxied: options.includes('proxy_protocol'),
  };
  if (where.startsWith('unix:')) return { address: where, port: 0, ...rest };
  if (/^\d+$/.test(where)) return { address: '*', port: Number(where), ...rest };
  const [, address = where, port = '80'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(where) ?? [];
  return { address: address.toLowerCase(), port: Number(port), ...rest };
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
