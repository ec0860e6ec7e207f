import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a statement lets its bearer do: come in by a link, stay, or come back from signing in elsewhere. */
export type Purpose = 'link' | 'stay' | 'sign-in';

/** What a statement says, of which only we can have been the author, and when it ends. */
type Stated = Readonly<Record<string, unknown>> & { readonly ends: number };

/**
 * A statement that nobody without the key can make or change: for what it is, what it says, and when it ends (milliseconds since 1970).
 * Safe in an address and in a cookie.
 */
export function signed(key: Buffer, purpose: Purpose, says: object, ends: number): string {
  const body = Buffer.from(JSON.stringify({ ...says, ends })).toString('base64url');
  return `${body}.${digest(key, purpose, body).toString('base64url')}`;
}

/** What a statement says; undefined where it is none, was made with another key or for something else, or has ended. */
export function stated(key: Buffer, purpose: Purpose, text: string, now: number): Stated | undefined {
  const [, body, signature] = /^([\w-]{1,3000})\.([\w-]{43})$/.exec(text) ?? [];
  if (body === undefined || signature === undefined) return undefined;
  if (!timingSafeEqual(digest(key, purpose, body), Buffer.from(signature, 'base64url'))) return undefined;
  const says = JSON.parse(Buffer.from(body, 'base64url').toString()) as Stated;
  return now < says.ends ? says : undefined;
}

function digest(key: Buffer, purpose: Purpose, body: string): Buffer {
  return createHmac('sha256', key).update(`farmhand ${purpose} ${body}`).digest();
}
