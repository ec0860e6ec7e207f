import type { WebSettings } from '../../src/farm/web-settings.ts';

/** A cookie of this site alone: no script reads it, no other site has it sent along but by a link that is followed, and it is over HTTPS wherever people reach it so. */
export function cookieText(web: WebSettings | undefined, name: string, value: string, seconds: number): string {
  const secure = isHttps(web) ? '; Secure' : '';
  return `${nameOf(web, name)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** The value of a cookie in a Cookie header. */
export function cookieIn(web: WebSettings | undefined, name: string, header: unknown): string | undefined {
  if (typeof header !== 'string') return undefined;
  const start = `${nameOf(web, name)}=`;
  return header
    .split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
}

/** With a beginning by which browsers take it from this very host alone, and over HTTPS (RFC 6265bis, 4.1.3.2). */
function nameOf(web: WebSettings | undefined, name: string): string {
  return isHttps(web) ? `__Host-${name}` : name;
}

function isHttps(web: WebSettings | undefined): boolean {
  return web?.url.startsWith('https://') === true;
}
