import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a request's Authorization header has this user and password (RFC 7617, UTF-8). Takes as long for a wrong one as for the
 * right one, whatever its length.
 */
export function authorised(header: string | undefined, user: string, password: string): boolean {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header ?? '') ?? [];
  const given = Buffer.from(encoded, 'base64');
  return timingSafeEqual(digest(given), digest(Buffer.from(`${user}:${password}`)));
}

function digest(of: Buffer): Buffer {
  return createHash('sha256').update(of).digest();
}
