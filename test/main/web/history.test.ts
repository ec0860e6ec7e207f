import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Staged, sandboxFarm, staged } from '../../../main/scene.ts';
import { pageAt } from '../../../main/web/routes.ts';
import type { Journal } from '../../../src/journal/journal.ts';
import { historyOf } from '../../bench/history.ts';
import { afterThisFile } from '../../support/afterwards.ts';

const runs = 300;
let made: Staged;
/** What was asked of the journal, with how much came back. */
let asked: string[];

/** The journal, which tells what is read of it. */
function counted(journal: Journal): Journal {
  const told =
    <Given extends readonly unknown[], Found>(name: string, read: (...given: Given) => Promise<Found>) =>
    async (...given: Given) => {
      const found = await read(...given);
      asked.push(`${name} ${Array.isArray(found) ? found.length : ''}`.trim());
      return found;
    };
  return {
    ...journal,
    events: told('events', journal.events),
    runs: told('runs', journal.runs),
    recent: told('recent', journal.recent),
    since: told('since', journal.since),
  };
}

beforeAll(async () => {
  const { sandbox, farm } = await sandboxFarm();
  afterThisFile(() => sandbox.close());
  mkdirSync(dirname(farm.data.journal), { recursive: true });
  rmSync(farm.data.journal, { force: true });
  copyFileSync(await historyOf(runs), farm.data.journal);
  const instrumentation = {
    journal: counted,
    hosts: <T>(hosts: T) => hosts,
    inbound: <T>(_: string, inbound: T) => inbound,
  };
  asked = [];
  made = await staged(farm, { instrumentation });
  afterThisFile(() => made.farmhand.stop());
});

const page = async (path: string) => {
  asked = [];
  const shown = await pageAt(
    { farmhand: made.farmhand, redact: (text) => text, drift: { newest: () => undefined } as never },
    new URL(path, 'http://farm'),
  );
  return { text: shown.body.text, asked };
};

test('of a long history a page reads the heads that it shows, and one more', async () => {
  const first = await page('/runs');
  expect(first.asked).toEqual(['runs 51']);
  expect(first.text).toContain(`href="/runs/${runs}"`);
  const next = await page('/runs?before=250&state=done');
  expect(next.asked).toEqual(['runs 51']);
  expect(next.text).toContain('href="/runs?state=done&amp;before=200"');
});

test('the page of a run reads that run alone, and a few of the times that steps of its kinds took', async () => {
  const { asked, text } = await page('/runs/100');
  expect(text).toContain('Run 100');
  expect(asked.filter((one) => one.startsWith('events')).length).toBeLessThanOrEqual(2);
  expect(asked.filter((one) => one.startsWith('recent')).every((one) => Number(one.split(' ')[1]) <= 5)).toBe(true);
  expect(asked.length).toBeLessThan(10);
});
