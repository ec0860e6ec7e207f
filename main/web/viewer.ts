import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Command } from '../../src/bot/command.ts';
import { type Person, personOf } from '../../src/bot/people.ts';
import { mayUse } from '../../src/bot/policy.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { cookieIn, cookieText } from './cookies.ts';
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
  /** Whether a session was signed out of. */
  readonly isOver: (session: string) => boolean;
}

/** Milliseconds for which a link or a sign-in lets a person in. */
export const stays = 12 * 3_600_000;

const cookieName = 'farmhand';

/** How somebody came in: by a link made for them, or as whom the provider of that issuer knows, by that claim. */
export type Entry =
  | { readonly person: string }
  | { readonly account: string; readonly issuer: string; readonly claim: string };

/** What a cookie lets a browser do, until it ends (milliseconds since 1970) or is signed out of. */
export interface Session {
  readonly id: string;
  readonly ends: number;
}

/** Somebody who may see the pages. */
export interface Viewer extends Person {
  /** Absent where no cookie of ours let them in. */
  readonly session?: Session;
}

/** The cookie that lets somebody stay. */
export function cookieOf({ farm, key, now }: GateParts, entry: Entry): string {
  const says = { ...entry, id: randomUUID() };
  return cookieText(farm.web, cookieName, signed(key, 'stay', says, now + stays), stays / 1000);
}

/** The cookie that takes back the one of a session. */
export function noCookie({ farm }: GateParts): string {
  return cookieText(farm.web, cookieName, '', 0);
}

/** Who is asking, of the people farm.yaml lists by now, where they may see the pages; undefined: nobody who may. */
export function viewerOf(parts: GateParts, asking: Asking): Viewer | undefined {
  const viewer = byProxy(parts, asking) ?? byCookie(parts, asking);
  return viewer && mayUse(parts.farm.policy, parts.page, viewer) ? viewer : undefined;
}

/** Whom a link lets in; undefined: nobody, or no longer. */
export function guestOf({ farm, key, now }: GateParts, link: string): Entry | undefined {
  const name = farm.web?.links ? stated(key, 'link', link, now)?.person : undefined;
  return typeof name === 'string' && farm.people.has(name) ? { person: name } : undefined;
}

/** Whether somebody who came in like this may see the pages by now. */
export function mayEnter({ farm, page }: GateParts, entry: Entry): boolean {
  const person = personBy(farm, entry);
  return person !== undefined && mayUse(farm.policy, page, person);
}

function byProxy({ farm }: GateParts, { peer, headers }: Asking): Person | undefined {
  const { proxy } = farm.web ?? {};
  if (!proxy?.from.some((address) => isSame(address, peer))) return undefined;
  const account = headers[proxy.header];
  return typeof account === 'string' ? personWith(farm, account) : undefined;
}

function byCookie({ farm, key, now, isOver }: GateParts, { headers }: Asking): Viewer | undefined {
  const says = stated(key, 'stay', cookieIn(farm.web, cookieName, headers.cookie) ?? '', now);
  if (!says || typeof says.id !== 'string' || isOver(says.id)) return undefined;
  const person = personBy(farm, says);
  return person && { ...person, session: { id: says.id, ends: says.ends } };
}

/** The person of farm.yaml, where that way in is open by now. */
function personBy(farm: GateParts['farm'], entry: Readonly<Record<string, unknown>>): Person | undefined {
  const { links, oidc } = farm.web ?? {};
  if (links && typeof entry.person === 'string') return farm.people.get(entry.person);
  const isOfProvider = oidc && entry.issuer === oidc.issuer && entry.claim === oidc.claim;
  return isOfProvider && typeof entry.account === 'string' ? personWith(farm, entry.account) : undefined;
}

/** Whose `web` in farm.yaml that is. */
function personWith(farm: GateParts['farm'], account: string): Person | undefined {
  return personOf(farm, { platform: 'web', nick: account, account }) ?? undefined;
}

/** Whether two texts are the same address; an IPv4 address may come as one of IPv6 (::ffff:127.0.0.1). */
function isSame(one: string, other: string): boolean {
  const plain = (text: string) => (isIP(text) === 6 ? text.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '') : text);
  return plain(one) === plain(other);
}
