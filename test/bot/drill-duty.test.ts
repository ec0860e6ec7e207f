import { beforeAll, describe, expect, test } from 'vitest';
import { builtIn } from '../../main/catalog.ts';
import { DrillDuty, type DrillDutyParts, isDrillDue } from '../../src/bot/drill-duty.ts';
import { Duties } from '../../src/bot/duties.ts';
import { itself } from '../../src/bot/itself.ts';
import { RunService } from '../../src/bot/run-service.ts';
import { Standing } from '../../src/bot/standing.ts';
import { Decisions } from '../../src/engine/decision.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { readParts } from '../../src/farm/read-parts.ts';
import { readState } from '../../src/farm/read-state.ts';
import { bare, type Scene, scene } from '../commands/scene.ts';
import { until } from '../support/daemon.ts';
import { rule } from './rules.ts';

const day = 24 * 3600_000;
const week = { every: 7 * 86_400 };

test.each([
  ['that never was drilled', undefined, true],
  ['that was drilled a week ago, a little later in the night', '2026-11-24T04:10:00Z', true],
  ['that was drilled six days ago', '2026-11-25T03:00:00Z', false],
  ['that was drilled today', '2026-12-01T03:01:00Z', false],
  ['that was drilled a little later than now, by another machine', '2026-12-01T04:20:00Z', false],
  ['that was drilled next year, by a clock that was put back since', '2027-12-01T03:00:00Z', true],
])('a VM %s is due or not', (_, last, due) => {
  const times = { from: new Date('2026-12-01T03:00:00Z'), now: new Date('2026-12-01T03:30:00Z') };
  expect(isDrillDue(last, week, times)).toBe(due);
});

describe('on a farm', () => {
  let made: Scene;
  const settings = { vms: ['gallifrey'], ...week, at: 0, tell: { irc: '#farm' } };
  const place = { platform: 'irc', channel: '#farm', private: false };
  beforeAll(async () => {
    made = await scene(bare);
  });

  function dutyOf(farm: Farm, { now = () => new Date(), ...parts }: { now?: () => Date } & Partial<DrillDutyParts>) {
    const { engine } = made.farmhand;
    const { commands, actions } = builtIn;
    const decisions = new Decisions(engine.journal);
    const standing = new Standing({ farm, commands, actions, view: (run) => engine.view(run), decisions, now });
    return new DrillDuty({
      farm,
      engine,
      runService: new RunService({ engine, farm, commands, standing }),
      look: () => readState(farm, engine.reading()),
      read: (some) => readParts(engine.reading(), some),
      log: () => undefined,
      ...parts,
    });
  }

  /** Looks whether a drill is due as if so much time had passed; what was said in the log. */
  async function looked(after: number, change: (farm: Farm) => Farm = (farm) => farm): Promise<readonly string[]> {
    const { engine } = made.farmhand;
    const said: string[] = [];
    const now = () => new Date(Date.now() + after);
    const duty = dutyOf(change({ ...made.farm, drill: settings }), { now, log: (message) => said.push(message) });
    const log = (message: string, error: unknown) => said.push(`${message}: ${error}`);
    const duties = new Duties({ duties: [duty], leases: engine.journal, owner: 'test', now, log });
    await duties.turn();
    return said;
  }
  const runs = async () => (await made.farmhand.engine.runs({ limit: 100 })).length;
  const ends = (run: number, state: string) =>
    until(`run ${run}`, async () => (await made.farmhand.engine.view(run))?.state === state);

  test('a VM is drilled once in so many days, by a run of farmhand itself that is told in the channel', async () => {
    expect(await looked(0)).toEqual([]);
    await ends(1, 'done');
    expect(await made.farmhand.engine.view(1)).toMatchObject({
      by: itself,
      asked: place,
      plan: { command: 'drill gallifrey' },
    });
    await looked(60_000);
    await looked(5.9 * day);
    expect(await runs()).toBe(1);
    await looked(7 * day);
    await ends(2, 'done');
    expect(await runs()).toBe(2);
  });

  test('it waits for those whose approval the policy wants of a drill', async () => {
    const wanting = rule({
      commands: ['drill'],
      approvals: { need: 1, roles: [], askerCounts: false, expires: 60 },
    });
    expect(await looked(7 * day, (farm) => ({ ...farm, policy: [wanting, ...farm.policy] }))).toEqual([]);
    expect(await made.farmhand.engine.view(3)).toMatchObject({ state: 'waiting', gate: { need: 1 } });
    await looked(7 * day);
    expect(await runs()).toBe(3);
    await made.say('!approve 3', 'sarah');
    await ends(3, 'done');
  });

  test('while the VM is frozen nothing is begun, and why is said in the log', async () => {
    await made.say('!freeze gallifrey until 2099-01-01 because of the fair');
    const before = await runs();
    expect(await looked(14 * day)).toEqual([
      expect.stringMatching(/^gallifrey is not drilled: I do not drill gallifrey now: gallifrey is frozen/),
    ]);
    expect(await runs()).toBe(before);
    await made.say('!freeze off gallifrey');
  });

  test('while none is due the hosts are looked at once an hour, and at once where the clock was put back', async () => {
    const farm = { ...made.farm, drill: { ...settings, vms: ['nothing-has-that-name'] } };
    let looks = 0;
    const look = () => {
      looks += 1;
      return readState(farm, made.farmhand.engine.reading());
    };
    const duty = dutyOf(farm, { look });
    const lease = { of: 'duties', token: 1 };
    const counts: number[] = [];
    for (const minutes of [0, 30, 61, -1440, -1400, -1370]) {
      await duty.due(new Date(Date.now() + minutes * 60_000), lease);
      counts.push(looks);
    }
    expect(counts).toEqual([1, 1, 2, 3, 3, 4]);
  });

  test('one that fails half-way is taken back by itself, and so holds nothing of the VM', async () => {
    const { faults } = made.sandbox.hosts[0];
    await faults.tool('gnt-instance', { kind: 'fail' }, { when: 'start --submit' });
    await looked(30 * day);
    const failed = await runs();
    await ends(failed, 'failed');
    await looked(30 * day + 60_000);
    await ends(failed + 1, 'done');
    expect(await made.farmhand.engine.view(failed + 1)).toMatchObject({ by: itself, asked: place });
    expect((await made.farmhand.engine.view(failed))?.state).toBe('undone');
    expect(await made.farmhand.engine.journal.locks()).toEqual([]);
  });
});
