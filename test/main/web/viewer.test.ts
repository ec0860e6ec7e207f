import { describe, expect, test } from 'vitest';
import { page } from '../../../commands/page.ts';
import { pagesOf } from '../../../main/web/links.ts';
import { signed, stated } from '../../../main/web/signed.ts';
import { cookieOf, type GateParts, guestOf, stays, viewerOf } from '../../../main/web/viewer.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import type { PolicyRule } from '../../../src/farm/policy-rule.ts';
import type { FarmPerson } from '../../../src/farm/settings.ts';
import type { WebSettings } from '../../../src/farm/web-settings.ts';

const key = Buffer.alloc(32, 1);
const now = Date.parse('2026-12-01T12:00:00Z');
const people: Farm['people'] = new Map<string, FarmPerson>([
  ['loic', { name: 'loic', roles: ['operator'], identities: { web: 'loic@example.org' } }],
  ['rose', { name: 'rose', roles: [], identities: { irc: 'rose' } }],
]);
const readers = (who: PolicyRule['who']): PolicyRule => ({
  ...{ commands: ['page'], vms: [], risks: [], who },
  approvals: { need: 0, roles: [], askerCounts: false, expires: 1 },
});

function gate(
  web: Partial<WebSettings>,
  more: Partial<GateParts> & { readonly who?: PolicyRule['who'] } = {},
): GateParts {
  const { who = 'people', ...rest } = more;
  const settings = { listen: '127.0.0.1:9480', url: 'http://127.0.0.1:9480', links: false, ...web };
  return { farm: { people, policy: [readers(who)], web: settings }, key, page, now, isOver: () => false, ...rest };
}

const asking = (headers: Readonly<Record<string, string>>, peer = '127.0.0.1') => ({ peer, headers });
const cookie = (parts: GateParts, entry: Parameters<typeof cookieOf>[1]) => ({
  cookie: `other=1; ${cookieOf(parts, entry).split(';')[0]}`,
});

describe('a statement', () => {
  const text = signed(key, 'link', { person: 'loic' }, now + 1000);

  test('says what it was made with, until it ends', () => {
    expect(stated(key, 'link', text, now)).toEqual({ person: 'loic', ends: now + 1000 });
    expect(stated(key, 'link', text, now + 1000)).toBeUndefined();
  });

  test('is none for something else, or with another key', () => {
    expect(stated(key, 'stay', text, now)).toBeUndefined();
    expect(stated(Buffer.alloc(32, 2), 'link', text, now)).toBeUndefined();
  });

  test('is none where any character of it is another', () => {
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      // The last digit of 43 has two bits that mean nothing.
      if (at === text.length - 1) continue;
      expect(stated(key, 'link', text.slice(0, at) + other + text.slice(at + 1), now)).toBeUndefined();
    }
  });

  test.each(['', '.', 'a.b', `${'A'.repeat(4000)}.${'A'.repeat(43)}`, `${text}x`, ` ${text}`])(
    'is none: %j',
    (given) => {
      expect(stated(key, 'link', given, now)).toBeUndefined();
    },
  );
});

describe('a link', () => {
  const notes = new Map<string, string>([['key', key.toString('base64')]]);
  const links = pagesOf(
    { web: { url: 'https://farm.example.org', links: true } },
    { notes: async () => notes, addNote: async () => false },
    () => now,
  );
  const keyOf = async (person: string) => new URL((await links.link(person, 7)) ?? '').searchParams.get('key') ?? '';

  test('leads to the page of a run, and lets in whom it was made for', async () => {
    const link = (await links.link('loic', 7)) ?? '';
    expect(link).toMatch(/^https:\/\/farm\.example\.org\/runs\/7\?key=[\w.-]+$/);
    expect(guestOf(gate({ links: true }), await keyOf('loic'))).toEqual({ person: 'loic' });
  });

  test('ends after ten minutes', async () => {
    const given = await keyOf('loic');
    expect(guestOf(gate({ links: true }, { now: now + 599_999 }), given)).toBeDefined();
    expect(guestOf(gate({ links: true }, { now: now + 600_000 }), given)).toBeUndefined();
  });

  test('is nothing where farm.yaml has no links, or lists its person no more', async () => {
    expect(guestOf(gate({}), await keyOf('loic'))).toBeUndefined();
    expect(guestOf(gate({ links: true }), await keyOf('gone'))).toBeUndefined();
  });

  test('is no cookie', async () => {
    expect(viewerOf(gate({ links: true }), asking({ cookie: `farmhand=${await keyOf('loic')}` }))).toBeUndefined();
  });

  test('is not made where links let nobody in', async () => {
    const none = pagesOf(
      { web: { url: 'https://farm.example.org', links: false } },
      { notes: async () => notes, addNote: async () => false },
    );
    expect(await none.link('loic', 7)).toBeUndefined();
  });
});

describe('a cookie', () => {
  const parts = gate({ links: true });

  test('lets a person stay for twelve hours', () => {
    const given = asking(cookie(parts, { person: 'loic' }));
    expect(viewerOf(parts, given)).toMatchObject({ name: 'loic' });
    expect(viewerOf({ ...parts, now: now + stays - 1 }, given)).toBeDefined();
    expect(viewerOf({ ...parts, now: now + stays }, given)).toBeUndefined();
  });

  test('is read by no script, and sent by no other site', () => {
    expect(cookieOf(parts, { person: 'loic' })).toMatch(/; HttpOnly; SameSite=Lax$/);
    expect(cookieOf(gate({ links: true, url: 'https://farm.example.org' }), { person: 'loic' })).toMatch(
      /^__Host-farmhand=.*; Path=\/; .*; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  test('of a link counts for nothing where farm.yaml has no links any more', () => {
    const given = asking(cookie(parts, { person: 'loic' }));
    expect(viewerOf(gate({ proxy: { header: 'x-user', from: ['10.0.0.1'] } }), given)).toBeUndefined();
  });

  test('lets nobody in whom farm.yaml does not list, or the policy does not let', () => {
    expect(viewerOf(parts, asking(cookie(parts, { person: 'gone' })))).toBeUndefined();
    expect(
      viewerOf(gate({ links: true }, { who: ['operator'] }), asking(cookie(parts, { person: 'rose' }))),
    ).toBeUndefined();
    expect(viewerOf(gate({ links: true }, { who: 'people' }), asking(cookie(parts, { person: 'rose' })))).toBeDefined();
  });
});

describe('a proxy that says who somebody is', () => {
  const parts = gate({ proxy: { header: 'x-user', from: ['10.0.0.1', '::1'] } });

  test.each(['10.0.0.1', '::ffff:10.0.0.1', '::1'])('is believed from %s', (peer) => {
    expect(viewerOf(parts, asking({ 'x-user': 'loic@example.org' }, peer))).toMatchObject({ name: 'loic' });
  });

  test.each(['10.0.0.2', '127.0.0.1', '', '::2'])('is not believed from %j', (peer) => {
    expect(viewerOf(parts, asking({ 'x-user': 'loic@example.org' }, peer))).toBeUndefined();
  });

  test.each(['loic', 'LOIC@example.org', '', 'rose', 'loic@example.org, rose', 'undefined'])(
    'lets %j in as nobody',
    (account) => {
      expect(viewerOf(parts, asking({ 'x-user': account }, '10.0.0.1'))).toBeUndefined();
    },
  );

  test('is believed by the header farm.yaml names, and by no other', () => {
    expect(viewerOf(parts, asking({ 'x-forwarded-user': 'loic@example.org' }, '10.0.0.1'))).toBeUndefined();
  });
});

test('where farm.yaml has no pages, nobody sees any', () => {
  const { farm, ...rest } = gate({ links: true });
  const { web: _, ...none } = farm;
  expect(viewerOf({ ...rest, farm: none }, asking(cookie(gate({ links: true }), { person: 'loic' })))).toBeUndefined();
});
