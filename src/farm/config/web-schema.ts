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

const unprotected = 'links: true or a proxy, since nobody may see the pages without';
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
  })
  .refine(({ links, proxy }) => links || proxy, { error: unprotected, params: { expected: true } })
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

/** Whether nobody reads on the way what is said to it. */
function isSafe(text: string): boolean {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined) return false;
  return parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLoopback(parsed.hostname));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
