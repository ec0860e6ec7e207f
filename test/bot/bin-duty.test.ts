import { describe, expect, test } from 'vitest';
import { builtIn } from '../../main/catalog.ts';
import { BinDuty, type Due, dueOf } from '../../src/bot/bin-duty.ts';
import { Duties } from '../../src/bot/duties.ts';
import { itself } from '../../src/bot/itself.ts';
import { RunService } from '../../src/bot/run-service.ts';
import { Standing } from '../../src/bot/standing.ts';
import { Decisions } from '../../src/engine/decision.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { readParts } from '../../src/farm/read-parts.ts';
import { storageOf } from '../../src/farm/read-state.ts';
import { bare, type Scene, scene, sceneOn } from '../commands/scene.ts';
import { until } from '../support/daemon.ts';

const hour = 3600_000;
const day = 24 * hour;
const begun = Date.parse('2026-12-01T12:00:00.000Z');
const at = (after: number) => new Date(begun + after).toISOString();

describe('what is in the bin', () => {
  test.each<[string, { readonly kept: number; readonly told?: number; readonly now: number }, Due]>([
    ['is left alone until a day before its end', { kept: 7 * day, now: 6 * day - 1 }, undefined],
    ['is spoken of a day before it', { kept: 7 * day, now: 6 * day }, { is: 'notice', at: begun + 7 * day }],
    ['is spoken of once', { kept: 7 * day, told: 6 * day, now: 7 * day - 1 }, undefined],
    [
      'is spoken of anew where a clock that was ahead said when it was',
      { kept: 7 * day, told: 400 * day, now: 6 * day },
      { is: 'notice', at: begun + 7 * day },
    ],
    ['goes at its end', { kept: 7 * day, told: 6 * day, now: 7 * day }, { is: 'purge' }],
    [
      'that nobody spoke of in time stays a day longer',
      { kept: 7 * day, now: 9 * day },
      { is: 'notice', at: begun + 10 * day },
    ],
    ['that was spoken of late goes a day after that', { kept: 7 * day, told: 9 * day, now: 10 * day - 1 }, undefined],
    [
      'that is kept for less than a day is spoken of at once',
      { kept: hour, now: 1000 },
      { is: 'notice', at: begun + hour + 1000 },
    ],
    ['that is kept for less than a day goes at its end', { kept: hour, told: 0, now: hour }, { is: 'purge' }],
  ])('%s', (_, { kept, told, now }, due) => {
    const run = { plannedAt: at(-hour), endedAt: at(0) };
    const said = told === undefined ? undefined : at(told);
    expect(dueOf({ until: at(kept) }, run, said, new Date(begun + now))).toEqual(due);
  });
});

test('the hosts are looked at every hour, and at once where a clock that was ahead was put back', async () => {
  const looks: string[] = [];
  let now = '';
  const duty = new BinDuty({
    farm: { roles: { storage: {} } } as Farm,
    runService: { on: () => undefined } as never,
    look: async () => {
      looks.push(now);
      return { storage: new Map() };
    },
    log: () => undefined,
  });
  for (now of ['2026-12-01T08:00Z', '2026-12-01T08:59Z', '2026-12-01T09:00Z', '2030-12-01T08:00Z', '2026-12-01T09:01Z'])
    await duty.due(new Date(now), { of: '', token: 0 });
  expect(looks).toEqual(['2026-12-01T08:00Z', '2026-12-01T09:00Z', '2030-12-01T08:00Z', '2026-12-01T09:01Z']);
});

/** Looks into the bin of the scene as if so much time had passed; what was said in the log. */
async function looked({ farmhand }: Scene, farm: Farm, after: number): Promise<readonly string[]> {
  const { engine } = farmhand;
  const { commands, actions } = builtIn;
  const said: string[] = [];
  const standing = new Standing({
    farm,
    commands,
    actions,
    view: (run) => engine.view(run),
    decisions: new Decisions(engine.journal),
  });
  const duty = new BinDuty({
    farm,
    runService: new RunService({ engine, farm, commands, standing }),
    look: () => readParts(engine.reading(), { storage: storageOf(farm) }),
    log: (message) => said.push(message),
  });
  const duties = new Duties({
    duties: [duty],
    leases: engine.journal,
    owner: 'test',
    now: () => new Date(Date.now() + after),
    log: (message, error) => said.push(`${message}: ${error}`),
  });
  await duties.turn();
  return said;
}

test('what is in the bin is purged at its end by a run of farmhand itself, and that is said a day before where its destruction was asked', async () => {
  const made = await scene(bare);
  const { farm, farmhand, say, done, sandbox } = made;
  const { engine } = farmhand;
  const ended = (run: number) => until(`run ${run}`, async () => (await engine.view(run))?.state === 'done');
  await done('!clone gallifrey dev');
  await done('!destroy gallifrey-dev');

  await looked(made, farm, 5 * day);
  expect(await engine.runs()).toHaveLength(2);
  await looked(made, farm, 6.5 * day);
  await looked(made, farm, 6.6 * day);
  await ended(3);
  expect(await engine.runs()).toHaveLength(3);
  const { id: _, ...place } = ((await engine.view(2))?.asked ?? {}) as { readonly id?: string };
  const notice = await engine.view(3);
  expect(notice).toMatchObject({ by: itself, asked: place });
  expect(notice?.plan.tells).toEqual({
    headline: expect.stringMatching(
      /^gallifrey-dev goes from the bin after .* UTC, and what is on its disk \(4 MiB\) is lost then$/,
    ),
    next: ['!undo 2 gives it back until then'],
  });

  const vms = new Map([['gallifrey-dev', { name: 'gallifrey-dev', protected: true }]]);
  expect(await looked(made, { ...farm, vms }, 7.1 * day)).toEqual([
    'gallifrey-dev stays in the bin: gallifrey-dev is protected; farm.yaml says so, under vms.',
  ]);
  expect(await engine.runs()).toHaveLength(3);

  expect(await looked(made, farm, 7.1 * day)).toEqual([]);
  await ended(4);
  expect(await engine.view(4)).toMatchObject({ by: itself, asked: place, plan: { title: 'purge gallifrey-dev' } });
  expect((await sandbox.hosts[0].exec('lvs --noheadings -o lv_name -- all')).stdout).not.toContain('gallifrey');
  expect(await say('!bin')).toEqual(['The bin is empty.']);
});

test('what a run of another journal has binned is left to people, though a run of this one has its number and is about a VM of its name', async () => {
  const before = await scene(bare);
  const { farm, sandbox } = before;
  await before.done('!clone gallifrey dev');
  await before.done('!destroy gallifrey-dev');
  await before.farmhand.stop();
  const made = await sceneOn(sandbox, { ...farm, data: { ...farm.data, journal: `${farm.data.journal}.new` } });
  try {
    await made.done('!memory gallifrey 2G');
    await made.done('!clone gallifrey dev');
    expect((await made.say('!bin')).join()).toContain('destroyed by you: no run of this journal did that');
    expect(await looked(made, farm, 30 * day)).toEqual([
      'gallifrey-dev stays in the bin: run 2 of this journal did not bin it.',
    ]);
    expect(await made.farmhand.engine.runs()).toHaveLength(2);
  } finally {
    await made.farmhand.stop();
  }
});
