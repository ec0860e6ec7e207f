import { expect, test } from 'vitest';
import { paged } from '../../src/bot/page.ts';

const reply = {
  tone: 'answer' as const,
  headline: '2 VMs: 1 runs, 1 in trouble',
  findings: ['skaro has no DHCP entry', 'skaro has no record'],
  lines: [['gallifrey', 'running'], ['skaro', 'down'], 'host01: 2 GiB free'],
  more: '!status VM',
};

test('an answer that fits is one page', () => {
  expect(paged(reply, 5)).toEqual({ page: reply });
});

test('what is wrong comes first, and pages together are the whole', () => {
  const { page, rest } = paged(reply, 3);
  expect(page).toEqual({ ...reply, lines: [['gallifrey', 'running']], left: 2 });
  expect(rest).toEqual({ tone: 'answer', lines: [['skaro', 'down'], 'host01: 2 GiB free'] });
});

test('the headline is said once, what is wrong goes over pages', () => {
  const { page, rest } = paged(reply, 1);
  expect([page.headline, page.findings, page.lines, page.left]).toEqual([
    reply.headline,
    ['skaro has no DHCP entry'],
    [],
    4,
  ]);
  expect([rest?.headline, rest?.findings, rest?.lines]).toEqual([undefined, ['skaro has no record'], reply.lines]);
});

test('of an answer whose end matters the last lines come first, and the next page has those before them', () => {
  const log = { tone: 'answer' as const, headline: 'run 7', lines: ['a', 'b', 'c', 'd', 'e'], endFirst: true as const };
  const { page, rest } = paged(log, 2);
  expect([page.headline, page.lines, page.left]).toEqual(['run 7', ['d', 'e'], 3]);
  expect(rest && paged(rest, 2)).toMatchObject({ page: { lines: ['b', 'c'], left: 1 }, rest: { lines: ['a'] } });
});

test('a page has something in it, however small the place', () => {
  expect(paged(reply, 0).page.left).toBe(4);
});
