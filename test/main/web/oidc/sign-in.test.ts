import { beforeAll, describe, expect, test, vi } from 'vitest';
import { freePorts } from '../../../support/daemon.ts';
import { cookiesOf, entranceAt, type TestEntrance } from './entrance.ts';
import { startProvider, type TestProvider } from './provider.ts';

let provider: TestProvider;
let pages: TestEntrance;

beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  provider = await startProvider(`http://127.0.0.1:${port}/sign-in/back`, (login) => ({
    email: `${login}@example.org`,
    email_verified: login !== 'rose',
    preferred_username: login,
  }));
  pages = entranceAt(port, { issuer: provider.issuer });
});

/** Begins a sign-in, and comes to where the provider sends back to. */
async function signedInAt(login: string, to = '/runs/7?state=done') {
  const begun = await pages.get(`/sign-in?${new URLSearchParams({ to })}`);
  const back = await provider.signIn(begun.headers.get('location') ?? '', login);
  return { path: back.slice(pages.url.length), cookie: cookiesOf(begun) };
}

async function cookieOf(login: string): Promise<string> {
  const { path, cookie } = await signedInAt(login);
  return cookiesOf(await pages.get(path, cookie));
}

test('who is not let in is shown the way to the provider, and back to what they asked for', async () => {
  const refused = await pages.get('/runs/7');
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('href="/sign-in?to=%2Fruns%2F7"');
});

test('the provider is asked for a code with PKCE, state and nonce, and told no secret', async () => {
  const begun = await pages.get('/sign-in');
  const { searchParams, origin } = new URL(begun.headers.get('location') ?? '');
  expect(origin).toBe(provider.issuer);
  expect(Object.fromEntries(searchParams)).toEqual({
    ...{ client_id: 'farmhand', response_type: 'code', scope: 'openid email', code_challenge_method: 'S256' },
    redirect_uri: `${pages.url}/sign-in/back`,
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(begun.headers.get('set-cookie')).toMatch(/^farmhand-sign-in=.*; Max-Age=600; HttpOnly; SameSite=Lax$/);
});

test('a person of farm.yaml comes back to the page they asked for, and is known there', async () => {
  const { path, cookie } = await signedInAt('loic');
  const back = await pages.get(path, cookie);
  expect([back.status, back.headers.get('location')]).toEqual([303, '/runs/7?state=done']);
  expect(back.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^farmhand=.+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/),
    expect.stringMatching(/^farmhand-sign-in=; Path=\/; Max-Age=0; /),
  ]);
  expect(await (await pages.get('/', cookiesOf(back))).text()).toContain('You are</span> loic');
});

test('whose address of mail the provider has not verified is nobody', async () => {
  const { path, cookie } = await signedInAt('rose');
  const back = await pages.get(path, cookie);
  expect([back.status, cookiesOf(back)]).toEqual([403, 'farmhand-sign-in=']);
  expect(await back.text()).toContain('says no email that it has verified of you');
});

test('whom farm.yaml does not list sees nothing, and is told as whom they came', async () => {
  const { path, cookie } = await signedInAt('eve');
  const back = await pages.get(path, cookie);
  expect([back.status, cookiesOf(back)]).toEqual([403, 'farmhand-sign-in=']);
  expect(await back.text()).toContain('you are eve@example.org: farm.yaml lists nobody with that as web');
});

test('another claim counts where farm.yaml names it', async () => {
  const { web, people } = pages.farm;
  pages.farm.web = { ...web, oidc: { ...web.oidc, claim: 'preferred_username' } as never };
  pages.farm.people = new Map([['loic', { name: 'loic', roles: [], identities: { web: 'loic' } }]]);
  expect(await (await pages.get('/', await cookieOf('loic'))).text()).toContain('You are</span> loic');
  Object.assign(pages.farm, { web, people });
});

describe('farm.yaml is read anew, and who is in', () => {
  test('sees nothing any more where they are taken out of it', async () => {
    const cookie = await cookieOf('loic');
    const { people } = pages.farm;
    pages.farm.people = new Map([...people].filter(([name]) => name !== 'loic'));
    expect((await pages.get('/', cookie)).status).toBe(403);
    pages.farm.people = people;
    expect((await pages.get('/', cookie)).status).toBe(200);
  });

  test.each([{ issuer: 'https://other.example.org' }, { claim: 'sub' }])(
    'sees nothing where it has %j by now, which did not let them in',
    async (change) => {
      const cookie = await cookieOf('loic');
      const { web } = pages.farm;
      pages.farm.web = { ...web, oidc: { ...web.oidc, ...change } as never };
      expect((await pages.get('/', cookie)).status).toBe(403);
      pages.farm.web = { ...web, links: true };
      const { oidc: _, ...none } = pages.farm.web;
      pages.farm.web = none;
      expect((await pages.get('/', cookie)).status).toBe(403);
      pages.farm.web = web;
    },
  );
});

describe('a sign-in', () => {
  test('ends once: what was sent back lets nobody in a second time', async () => {
    const { path, cookie } = await signedInAt('loic');
    expect((await pages.get(path, cookie)).status).toBe(303);
    const again = await pages.get(path, cookie);
    expect([again.status, cookiesOf(again)]).toEqual([403, '']);
    expect(await again.text()).toContain('this sign-in is over already');
  });

  test('ends in the browser that began it alone', async () => {
    const { path } = await signedInAt('loic');
    const other = await signedInAt('loic');
    for (const cookie of ['', 'farmhand-sign-in=x.y', other.cookie]) {
      const back = await pages.get(path, cookie);
      expect([back.status, cookiesOf(back)]).toEqual([403, '']);
    }
  });

  test('that was begun with another provider than farm.yaml has by now lets nobody in', async () => {
    const { path, cookie } = await signedInAt('loic');
    const { web } = pages.farm;
    pages.farm.web = { ...web, oidc: { ...web.oidc, issuer: 'https://other.example.org' } as never };
    const back = await pages.get(path, cookie);
    pages.farm.web = web;
    expect(back.status).toBe(403);
    expect(await back.text()).toContain('this browser has begun no sign-in');
  });

  test('ends within ten minutes', async () => {
    const { path, cookie } = await signedInAt('loic');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 });
    const back = await pages.get(path, cookie);
    vi.useRealTimers();
    expect(await back.text()).toContain('this browser has begun no sign-in');
  });

  test('with another state than the one it was begun with lets nobody in', async () => {
    const { path, cookie } = await signedInAt('loic');
    const changed = path.replace(/state=[^&]+/, `state=${'A'.repeat(43)}`);
    expect((await pages.get(changed, cookie)).status).toBe(403);
  });

  test('that the provider refuses says why, as text', async () => {
    const begun = await pages.get('/sign-in');
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const said = { error: 'access_denied', error_description: '<script>no', state, iss: provider.issuer };
    const back = await pages.get(`/sign-in/back?${new URLSearchParams(said)}`, cookiesOf(begun));
    expect(back.status).toBe(403);
    expect(await back.text()).toContain('did not sign you in: access_denied, &lt;script&gt;no');
  });

  test('leads to no other site', async () => {
    const { path, cookie } = await signedInAt('loic', '//attacker.example');
    expect((await pages.get(path, cookie)).headers.get('location')).toBe('/');
  });

  test('is not ended by what only looks at the address', async () => {
    const { path, cookie } = await signedInAt('loic');
    await fetch(pages.url + path, { method: 'HEAD', headers: { cookie } });
    expect((await pages.get(path, cookie)).status).toBe(303);
  });
});

describe('signing out', () => {
  test('ends the session, whoever has kept its cookie', async () => {
    const cookie = await cookieOf('loic');
    const other = await cookieOf('loic');
    expect(await (await pages.get('/', cookie)).text()).toContain('href="/sign-out"');
    const out = await pages.get('/sign-out', cookie, { 'sec-fetch-site': 'same-origin' });
    expect(out.headers.get('set-cookie')).toMatch(/^farmhand=; Path=\/; Max-Age=0; /);
    expect((await pages.get('/', cookie)).status).toBe(403);
    expect((await pages.get('/', other)).status).toBe(200);
  });

  test('is not done by a link of another site', async () => {
    const cookie = await cookieOf('loic');
    const out = await pages.get('/sign-out', cookie, { 'sec-fetch-site': 'cross-site' });
    expect(out.status).toBe(403);
    expect((await pages.get('/', cookie)).status).toBe(200);
  });
});

test('nothing that was logged has a code or a token', () => {
  expect(pages.warned.length).toBeGreaterThan(3);
  expect(pages.warned.join('\n')).not.toMatch(/code=|eyJ|a-secret/);
});
