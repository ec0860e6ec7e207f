import type { RedisOptions } from 'ioredis';

/** Where a Redis is and how to get in, as a URL says it. */
export interface RedisAddress {
  /** For people: `HOST:PORT`, no password in it. */
  readonly shown: string;
  /** What all keys of this farm begin with, in braces: one hash slot of a Cluster. */
  readonly prefix: string;
  /** Found by asking Sentinels: another server may take its place. */
  readonly sentinel: boolean;
  /** What ioredis needs to get there. */
  readonly options: Pick<RedisOptions, 'host' | 'port' | 'db' | 'username' | 'password' | 'tls'> &
    Pick<RedisOptions, 'sentinels' | 'name' | 'enableTLSForSentinelMode'>;
}

/** What the keys of the queue (Bull's) begin with; a colon follows. */
export function queuePrefix({ prefix }: Pick<RedisAddress, 'prefix'>): string {
  return `${prefix}:bull`;
}

const form =
  /^(rediss?)(\+sentinel)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?#]+)(\/[^?#]*)?(?:\?prefix=([A-Za-z0-9_.-]{1,64}))?$/;
const forms =
  'redis://[USER:PASSWORD@]HOST[:PORT][/DB], rediss:// for TLS, or redis+sentinel://[USER:PASSWORD@]HOST:PORT,HOST:PORT/NAME[/DB]; each may end in ?prefix=FARM';

/**
 * Reads a Redis URL (https://www.iana.org/assignments/uri-schemes/prov/redis; the Sentinel form is farmhand's own). Special
 * characters of user and password are percent-encoded. Throws TypeError, without the URL, which may hold a password.
 */
export function redisAddress(url: string): RedisAddress {
  const [, scheme, sentinel, user, secret, places = '', path = '', prefix = 'farmhand'] = form.exec(url) ?? [];
  if (scheme === undefined) throw new TypeError(`not a Redis URL; it is ${forms}`);
  const words = path
    .split('/')
    .slice(1)
    .filter((word) => word !== '');
  const name = sentinel === undefined ? undefined : decoded(words.shift());
  const [db = '', ...more] = words;
  const addresses = places.split(',').flatMap((place) => addressOf(place, sentinel === undefined ? 6379 : 26379));
  const [first] = addresses;
  const whole = addresses.length === places.split(',').length && (sentinel !== undefined || addresses.length === 1);
  if (!first || !whole || !/^\d{0,5}$/.test(db) || more.length > 0 || name === '')
    throw new TypeError(`not a Redis URL; it is ${forms}`);
  const tls = scheme === 'rediss' ? { tls: {} } : {};
  const access = {
    ...(user && { username: decoded(user) }),
    ...(secret && { password: decoded(secret) }),
    ...(db !== '' && { db: Number(db) }),
  };
  if (name === undefined)
    return { shown: places, prefix: `{${prefix}}`, sentinel: false, options: { ...first, ...access, ...tls } };
  return {
    shown: `${name} of the Sentinels ${places}`,
    prefix: `{${prefix}}`,
    sentinel: true,
    options: { sentinels: addresses, name, ...access, ...tls, ...(tls.tls && { enableTLSForSentinelMode: true }) },
  };
}

/** `HOST`, `HOST:PORT` or `[IPv6]:PORT`; empty for anything else. */
function addressOf(place: string, usual: number): readonly { readonly host: string; readonly port: number }[] {
  const [, bracketed, plain, port = `${usual}`] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9_.-]+))(?::(\d{1,5}))?$/.exec(place) ?? [];
  const host = bracketed ?? plain;
  return host === undefined ? [] : [{ host, port: Number(port) }];
}

function decoded(text = ''): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError(`not a Redis URL: a % in it is not followed by two hexadecimal digits; it is ${forms}`);
  }
}
