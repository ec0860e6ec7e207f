import { beforeAll, expect, test } from 'vitest';
import { examineWeb } from '../../../../main/web/examine-web.ts';
import type { WebSettings } from '../../../../src/farm/web-settings.ts';
import { freePorts } from '../../../support/daemon.ts';
import { client } from './client.ts';
import { type Forgery, startForger } from './forger.ts';

let forger: Awaited<ReturnType<typeof startForger>>;
beforeAll(async () => {
  forger = await startForger();
});

const known = new Map([['loic', { name: 'loic', roles: [], identities: { web: 'loic@example.org' } }]]);

/** What the doctor says where the provider is like that, in lines. */
async function said(change: Partial<WebSettings> = {}, metadata: Forgery['metadata'] = {}, people = known, env = {}) {
  forger.make({ metadata });
  const oidc = { issuer: forger.issuer, clientId: client.id, claim: 'email' };
  const web = { listen: '', url: 'https://farm.example.org', links: false, oidc, ...change };
  const found = await examineWeb({ web, people }, { FARMHAND_OIDC_SECRET: client.secret, ...env });
  return found.map(({ is, about, says }) => `${is} ${about}: ${says}`);
}

test('a provider that answers is all right, and where it sends people back to is said', async () => {
  expect(await said()).toEqual([
    'ok web.oidc.issuer: answers; it must let farmhand have https://farm.example.org/sign-in/back as redirect URI',
  ]);
});

test('one that is not reached is said to be not reached', async () => {
  const [port = 0] = await freePorts(1);
  const oidc = { issuer: `http://127.0.0.1:${port}`, clientId: client.id, claim: 'email' };
  expect(await said({ oidc })).toEqual([
    `problem web.oidc.issuer: http://127.0.0.1:${port} did not answer as a provider of OpenID Connect: connect ECONNREFUSED 127.0.0.1:${port}`,
  ]);
});

test('one that calls itself something else is said to do so', async () => {
  const [line] = await said({}, { issuer: 'https://other.example.org' });
  expect(line).toMatch(/^problem web\.oidc\.issuer: http\S+ did not answer as a provider of OpenID Connect: .*issuer/);
});

test('what it lacks is said', async () => {
  const lines = await said({}, { code_challenge_methods_supported: ['plain'], claims_supported: ['sub', 'name'] });
  expect(lines.slice(0, 2)).toEqual([
    'problem web.oidc.issuer: does not do PKCE with S256, which farmhand asks for',
    'warning web.oidc.claim: the provider does not list email among what it says of people: sub, name',
  ]);
});

test('a secret that is missing is said before the provider is asked', async () => {
  expect(await said({}, {}, known, { FARMHAND_OIDC_SECRET: '' })).toEqual([
    'problem web.oidc: FARMHAND_OIDC_SECRET is not set; it is the client secret that the provider gave for farmhand',
  ]);
});

test('where nobody of farm.yaml has web, that is said', async () => {
  expect(await said({}, {}, new Map())).toContain('warning people: nobody has web, so the provider lets nobody in');
});

test('where farm.yaml has no pages, nothing is said of them', async () => {
  expect(await examineWeb({ people: known }, {})).toEqual([]);
});
