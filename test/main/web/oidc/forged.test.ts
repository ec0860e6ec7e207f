import { beforeEach, expect, test } from 'vitest';
import { freePorts } from '../../../support/daemon.ts';
import { cookiesOf, entranceAt } from './entrance.ts';
import { type Forgery, startForger } from './forger.ts';

let forger: Awaited<ReturnType<typeof startForger>>;
beforeEach(async () => {
  forger = await startForger();
});

/** Signs in by a token that is made like that; gives how it is answered. */
async function by(forgery: Forgery, secret?: string | null) {
  forger.make(forgery);
  const [port = 0] = await freePorts(1);
  const pages = entranceAt(port, { issuer: forger.issuer }, secret);
  const begun = await pages.get('/sign-in');
  const { searchParams } = new URL(begun.headers.get('location') ?? '/', pages.url);
  forger.nonce = searchParams.get('nonce') ?? '';
  const query = new URLSearchParams({ code: 'a-code', state: searchParams.get('state') ?? '' });
  const back = begun.status === 303 ? await pages.get(`/sign-in/back?${query}`, cookiesOf(begun)) : begun;
  return { status: back.status, cookies: cookiesOf(back), text: await back.text(), warned: pages.warned.join('\n') };
}

test('a good token lets in whom it names', async () => {
  expect(await by({})).toMatchObject({ status: 303, cookies: expect.stringContaining('farmhand=') });
});

const hour = 3600;
const now = Math.floor(Date.now() / 1000);
test.each<Forgery & { readonly is: string }>([
  { is: 'signed by nobody (alg none)', by: 'none' },
  { is: 'signed by another key', by: 'another key' },
  { is: 'signed by the secret of the client (HS256)', by: 'HS256' },
  { is: 'for another client', claims: { aud: 'another' } },
  { is: 'for another client, too', claims: { aud: ['farmhand', 'another'], azp: 'another' } },
  { is: 'of another issuer', claims: { iss: 'https://other.example.org' } },
  { is: 'of another sign-in', claims: { nonce: 'A'.repeat(43) } },
  { is: 'of no sign-in', claims: { nonce: undefined } },
  { is: 'that has ended', claims: { iat: now - 2 * hour, exp: now - hour } },
  { is: 'of mail that is not verified', claims: { email_verified: 'true' } },
  { is: 'of several addresses', claims: { email: ['loic@example.org'] } },
  { is: 'of nobody', claims: { email: '' } },
])('a token $is lets nobody in', async (forgery) => {
  expect(await by(forgery)).toMatchObject({ status: 403, cookies: expect.not.stringMatching(/farmhand=/) });
});

test('a provider that calls itself something else is none', async () => {
  const { status, text } = await by({ metadata: { issuer: 'https://other.example.org' } });
  expect(status).toBe(403);
  expect(text).toContain(`${forger.issuer} did not answer as a provider of OpenID Connect: `);
});

test('what is logged says why, and has no token in it', async () => {
  const { warned } = await by({ claims: { aud: 'another' } });
  expect(warned).toMatch(/^a sign-in failed: http:\/\/127\.0\.0\.1:\d+ did not sign you in: unexpected JWT "aud"/);
  expect(warned).not.toMatch(/eyJ|a-code/);
});

test('without a secret nobody can sign in, and is told what is missing', async () => {
  const { status, text } = await by({}, null);
  expect(status).toBe(403);
  expect(text).toContain('nobody can sign in: FARMHAND_OIDC_SECRET is not set');
});
