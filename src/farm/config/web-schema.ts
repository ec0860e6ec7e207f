import { isIP } from 'node:net';
import * as z from 'zod';
import * as s from './scalars.ts';

/** Where it listens when farm.yaml does not say. */
const listenDefault = '127.0.0.1:9480';

const listen = s.text(
  'HOST:PORT, as in 127.0.0.1:9480',
  /^(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9][A-Za-z0-9.-]*):(?!0\d)\d{1,5}$/,
);

const expectedUrl = 'an address such as https://farm.example.org, without a path';

/** Without a slash at its end. */
const url = z
  .string({ error: expectedUrl })
  .refine((text) => originOf(text) !== undefined, { error: expectedUrl, params: { expected: true } })
  .transform((text) => originOf(text) ?? '');

const proxy = z.strictObject({
  header: s
    .text('the name of a header such as X-Forwarded-User', /^[A-Za-z][A-Za-z0-9-]{0,63}$/)
    .transform((name) => name.toLowerCase())
    .describe(
      'The header that says who somebody is, as people.NAME.web has it; the proxy must never let it through from outside',
    ),
  from: z
    .array(
      z.string().refine((text) => isIP(text) !== 0, { error: 'an IPv4 or IPv6 address', params: { expected: true } }),
      { error: 'a list of addresses such as [127.0.0.1]' },
    )
    .min(1, 'one address or more')
    .describe('Addresses of the proxy: from any other the header counts for nothing'),
});

const expectedIssuer =
  'the issuer as the provider gives it, such as https://login.example.org: over HTTPS, or on this machine';

const oidc = z.strictObject({
  issuer: z
    .string({ error: expectedIssuer })
    .refine(isIssuer, { error: expectedIssuer, params: { expected: true } })
    .describe('The provider, exactly as it calls itself; /.well-known/openid-configuration below it says the rest'),
  client_id: s
    .text('the name the provider knows farmhand by', /^[\x21-\x7e]{1,255}$/)
    .describe(
      'How the provider knows farmhand; the secret that belongs to it is FARMHAND_OIDC_SECRET in the environment',
    ),
  claim: s
    .text('the name of a claim such as email or sub', /^[\x21-\x7e]{1,100}$/)
    .default('email')
    .describe('The claim that is people.NAME.web; email counts only where the provider has verified it'),
});

const unprotected = 'links: true, a proxy or oidc, since nobody may see the pages without';
const plain =
  'an address that begins with https://, or one of this machine: what lets people in would be read on the way';

/** The pages in a browser; never without a way of saying who may see them. */
export const web = z
  .strictObject({
    listen: listen.default(listenDefault).describe('Where farmhand listens'),
    url: url
      .optional()
      .describe('How people reach it; may be left out where they do so on this machine, as listen says'),
    links: s.flag.default(false).describe('!page gives people a link that lets them in, in private'),
    proxy: proxy.optional().describe('A proxy in front says who somebody is'),
    oidc: oidc.optional().describe('A provider of OpenID Connect says who somebody is'),
  })
  .refine(({ links, proxy, oidc }) => links || proxy || oidc, { error: unprotected, params: { expected: true } })
  .refine((given) => isSafe(urlOf(given)), { error: plain, path: ['url'], params: { expected: true } })
  .optional()
  .describe('Pages of the farm and its runs in a browser: see web.md');

/** How people reach it. */
export function urlOf({ listen, url }: { readonly listen: string; readonly url?: string | undefined }): string {
  return url ?? `http://${listen}`;
}

function originOf(text: string): string | undefined {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    parsed && ['http:', 'https:'].includes(parsed.protocol) && [parsed.origin, `${parsed.origin}/`].includes(text);
  return isPlain ? parsed.origin : undefined;
}

/** Whether it can be an issuer (OpenID Connect Discovery 1.0, 2): an address without a query, a fragment or a password. */
function isIssuer(text: string): boolean {
  const parsed = isSafe(text) ? new URL(text) : undefined;
  return parsed !== undefined && !/[?#\s]/.test(text) && parsed.username === '' && parsed.password === '';
}

/** Whether nobody reads on the way what is said to it. */
function isSafe(text: string): boolean {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined) return false;
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed.hostname));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
