import { isIP } from 'node:net';
import type { Command } from '../../src/bot/command.ts';
import { type Person, personOf } from '../../src/bot/people.ts';
import { mayUse } from '../../src/bot/policy.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { signed, stated } from './signed.ts';

/** What a request has that says who is asking. */
export interface Asking {
  /** Address of the machine at the other end of the connection. */
  readonly peer: string;
  /** By name in small letters. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface GateParts {
  /** As farm.yaml has it at this moment. */
  readonly farm: Pick<Farm, 'people' | 'policy' | 'web'>;
  readonly key: Buffer;
  /** `!page`: who may use it may see the pages. */
  readonly page: Command;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Milliseconds for which a link or a login lets a person in. */
export const stays = 12 * 3_600_000;

/** How a person came in: by a link for them. */
export interface Entry {
  readonly person: string;
}

/** The cookie that lets a person stay: no script reads it, and no other site has it sent along but by a link that is followed. */
export function cookieOf({ farm, key, now }: GateParts, entry: Entry): string {
  return cookieText(farm, nameOf(farm), signed(key, 'stay', entry, now + stays), stays / 1000);
}

/** A cookie of this site alone, over HTTPS wherever people reach it so. */
function cookieText({ web }: GateParts['farm'], name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isHttps(web) ? '; Secure' : ''}`;
}

function nameOf({ web }: GateParts['farm']): string {
  return isHttps(web) ? '__Host-farmhand' : 'farmhand';
}

function isHttps(web: Farm['web']): boolean {
  return web?.url.startsWith('https://') === true;
}

/** Who is asking, of the people farm.yaml lists by now, where they may see the pages; undefined: nobody who may. */
export function viewerOf(parts: GateParts, asking: Asking): Person | undefined {
  const person = byProxy(parts, asking) ?? byCookie(parts, asking);
  return person && mayUse(parts.farm.policy, parts.page, person) ? person : undefined;
}

/** Whom a link lets in; undefined: nobody, or no longer. */
export function guestOf({ farm, key, now }: GateParts, link: string): Entry | undefined {
  const name = farm.web?.links ? stated(key, 'link', link, now)?.person : undefined;
  return typeof name === 'string' && farm.people.has(name) ? { person: name } : undefined;
}

function byProxy({ farm }: GateParts, { peer, headers }: Asking): Person | undefined {
  const { proxy } = farm.web ?? {};
  if (!proxy?.from.some((address) => isSame(address, peer))) return undefined;
  const account = headers[proxy.header];
  return typeof account === 'string' ? (personOf(farm, identified(account)) ?? undefined) : undefined;
}

function byCookie({ farm, key, now }: GateParts, { headers }: Asking): Person | undefined {
  const { web } = farm;
  const cookie = cookieIn(headers.cookie, nameOf(farm));
  const says = web && cookie !== undefined ? stated(key, 'stay', cookie, now) : undefined;
  if (web?.links && typeof says?.person === 'string') return farm.people.get(says.person);
  return undefined;
}

function identified(account: string) {
  return { platform: 'web', nick: account, account };
}

/** The value of a cookie in a Cookie header. */
function cookieIn(header: Asking['headers'][string], name: string): string | undefined {
  if (typeof header !== 'string') return undefined;
  const pairs = header.split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Whether two texts are the same address; an IPv4 address may come as one of IPv6 (::ffff:127.0.0.1). */
function isSame(one: string, other: string): boolean {
  const plain = (text: string) => (isIP(text) === 6 ? text.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '') : text);
  return plain(one) === plain(other);
}
