import { type Listen, type Socket, sameSocket } from './listen.ts';
import type { Server } from './servers.ts';

/**
 * The server that answers for a name to who connects to an address, https://nginx.org/en/docs/http/request_processing.html. Undefined where
 * nobody listens there.
 */
export function chosen(servers: readonly Server[], where: Socket, name: string): Server | undefined {
  const any = { port: where.port, address: where.address.startsWith('[') ? '[::]' : '*' };
  const socket = (one: Listen) => sameSocket(one, where);
  const wild = (one: Listen) => sameSocket(one, any);
  const exact = servers.filter(({ listens }) => listens.some(socket));
  const there = exact.length > 0 ? exact : servers.filter(({ listens }) => listens.some(wild));
  const fits = exact.length > 0 ? socket : wild;
  return (
    there.find(({ names }) => names.includes(name)) ??
    byPattern(there, name) ??
    there.find(({ listens }) => listens.some((one) => one.isDefault && fits(one))) ??
    there[0]
  );
}

/** The longest with `*` at its start, else at its end. Only nginx can read regular expressions: a server with one is taken only where it is known. */
function byPattern(servers: readonly Server[], name: string): Server | undefined {
  const longest = (fits: (pattern: string) => boolean) =>
    servers
      .flatMap((server) => server.patterns.filter(fits).map((pattern) => ({ server, pattern })))
      .sort((a, b) => b.pattern.length - a.pattern.length)[0]?.server;
  return (
    longest((pattern) => pattern.startsWith('*') && name.endsWith(pattern.slice(1))) ??
    longest((pattern) => pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1)))
  );
}

/**
 * Where a server with these listens would not be found by the address others of its kind are found by: every site that leads somewhere listens on
 * an address there, and this one on any. Undefined where it would be.
 */
export function outOfReach(servers: readonly Server[], own: readonly Listen[]): Server | undefined {
  const others = servers.filter(({ names, targets }) => names.length > 0 && targets.length > 0);
  for (const { port } of own.filter(({ address }) => address === '*')) {
    const on = others.filter(({ listens }) => listens.some((one) => one.port === port && !one.address.startsWith('[')));
    const particular = on.filter(({ listens }) => listens.some((one) => one.port === port && isAddress(one.address)));
    if (on.length > 0 && particular.length === on.length) {
      const [there] = particular.flatMap(({ listens }) =>
        listens.filter((one) => one.port === port && isAddress(one.address)),
      );
      if (there && !own.some((one) => sameSocket(one, there))) return particular[0];
    }
  }
  return undefined;
}

function isAddress(address: string): boolean {
  return /^\d/.test(address) && !address.startsWith('127.');
}

/** Longest server name that a bucket of nginx's hash of names takes, ngx_hash_init of nginx 1.22 on 64 bits: the name, its length, an alignment to 8, one pointer more. */
export function longestName(bucket: number | undefined, loaded: readonly Server[]): number {
  const line = 64;
  const size = Math.max(line, Math.ceil((bucket ?? line) / line) * line);
  const fits = Math.floor((size - 16) / 8) * 8 - 2;
  // Other processors have longer cache lines: a name that is loaded shows it.
  return loaded.flatMap(({ names }) => names).reduce((longest, { length }) => Math.max(longest, length), fits);
}
