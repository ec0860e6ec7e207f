import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sandboxFarm } from '../../main/scene.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { approvals, rule } from '../bot/rules.ts';
import { afterThisTest } from '../support/afterwards.ts';
import { bare } from './scene.ts';
import { type Alive, alive, type Told } from './weeks.ts';

const hour = 3600_000;
const begin = Date.parse('2026-12-01T08:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: begin });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A farm whose people, and whose time, pass by: each `life` is a start and a stop of farmhand. */
async function weeks(change: (farm: Farm) => Farm = (farm) => farm) {
  const { sandbox, farm: found } = await sandboxFarm();
  afterThisTest(() => sandbox.close());
  const farm = change(bare(found));
  const told: Told[] = [];
  return {
    sandbox,
    told,
    farm,
    texts: () => told.map(({ text }) => text),
    life: (work: (alive: Alive) => Promise<void>, as = farm) => alive(as, told, work),
    /** Turns of what is due, farmhand restarted before each, one every so many hours. */
    pass: async (hours: number, every: number) => {
      for (let passed = 0; passed < hours; passed += every) {
        vi.setSystemTime(Date.now() + every * hour);
        await alive(farm, told, ({ turn }) => turn());
      }
    },
  };
}

/** Of the VMs of developers farmhand itself may end what has an end. */
const atOnce = (farm: Farm): Farm => ({
  ...farm,
  policy: [rule({ commands: ['stop', 'destroy'], vms: ['*-dev'], approvals: approvals({ need: 0 }) }), ...farm.policy],
});

test('a lease, extended once, from the clone to its end: each thing said and done once, though farmhand is restarted between any two turns', async () => {
  const { life, pass, texts } = await weeks(atOnce);
  await life(async ({ say }) => {
    await say('clone gallifrey dev for 7d');
    await say('approve');
    expect((await say('list mine')).join('\n')).toContain('yours until 2026-12-08 08:00 UTC');
  });
  await pass(5 * 24, 12);
  await life(async ({ say }) => {
    await say('extend gallifrey-dev 7d');
    expect((await say('status gallifrey-dev')).join('\n')).toContain('owner you, until 2026-12-15 08:00 UTC');
  });
  await pass(20 * 24, 12);
  await life(async ({ say }) => {
    expect((await say('status gallifrey-dev')).join('\n')).toContain('gallifrey-dev is in the bin until');
  });
  expect(texts()).toEqual([
    'to approve: run 1: clone gallifrey to gallifrey-dev, asked by you',
    expect.stringMatching(/^run 1 is done: clone gallifrey to gallifrey-dev/),
    'gallifrey-dev ends in 3 d, on 2026-12-08 08:00 UTC: it is stopped then, and 7 d later destroyed. !extend gallifrey-dev 7d puts that off',
    expect.stringMatching(/^run 3 is done: lend gallifrey-dev for 7 d more, until 2026-12-15 08:00 UTC/),
    'gallifrey-dev ends in 3 d, on 2026-12-15 08:00 UTC: it is stopped then, and 7 d later destroyed. !extend gallifrey-dev 7d puts that off',
    'gallifrey-dev ends in 1 d, on 2026-12-15 08:00 UTC: it is stopped then, and 7 d later destroyed. !extend gallifrey-dev 7d puts that off',
    expect.stringMatching(/^run 6 is done: stop gallifrey-dev/),
    'gallifrey-dev is down, and its lease ended on 2026-12-15 08:00 UTC: it is destroyed on 2026-12-22 20:00 UTC. !extend gallifrey-dev 7d keeps it, and !start gallifrey-dev starts it',
    expect.stringMatching(/^run 8 is done: destroy gallifrey-dev/),
  ]);
});

/** Clones for that long, approved; the number of days is the lease's. */
async function cloned({ say }: Alive, days: number, person = 'you', suffix = 'dev'): Promise<void> {
  await say(`clone gallifrey ${suffix} for ${days}d`, person);
  await say('approve', person);
}

function later(hours: number): void {
  vi.setSystemTime(Date.now() + hours * hour);
}

/** Of that VM, the runs whose plan did something, with how they stand. */
async function runsOf({ farmhand }: Alive, vm: string): Promise<readonly string[]> {
  const heads = await farmhand.engine.runs({ subject: vm });
  const views = await Promise.all(heads.map(({ run }) => farmhand.engine.view(run)));
  return views
    .flatMap((view) => (view && view.steps.length > 0 ? [`${view.plan.command}: ${view.state}`] : []))
    .reverse();
}

test('what ends a lease waits for whose approval the owner’s own would, is tried again a day later, and is no more wanted once the lease is extended', async () => {
  const { life, texts } = await weeks();
  await life(async (farm) => {
    const { say, turn } = farm;
    await cloned(farm, 7);
    later(6 * 24);
    await turn();
    later(24);
    await turn();
    await turn();
    expect(texts().at(-1)).toBe('to approve: run 3: stop gallifrey-dev, asked by you');
    later(1);
    await farm.farmhand.engine.expire(3);
    await turn();
    expect(await runsOf(farm, 'gallifrey-dev')).toEqual([
      'clone gallifrey dev for 7d: done',
      'stop gallifrey-dev: expired',
    ]);
    later(24);
    await turn();
    expect(texts().at(-1)).toBe('to approve: run 4: stop gallifrey-dev, asked by you');
    await say('extend gallifrey-dev 7d', 'sarah');
    expect((await say('approve 4')).join(' ')).toContain('gallifrey-dev is lent until 2026-12-');
    await turn();
    expect((await runsOf(farm, 'gallifrey-dev')).at(-1)).toBe('stop gallifrey-dev: cancelled');
    expect(texts().at(-1)).toContain('run 4 (stop gallifrey-dev) is cancelled: cancelled by sarah');
    later(7 * 24);
    await turn();
    later(24);
    await turn();
    await say('approve');
    await turn();
    later(7 * 24);
    await turn();
    expect(texts().at(-1)).toMatch(/^to approve: run \d+: destroy gallifrey-dev, asked by you$/);
    await say('approve');
    expect((await say('status gallifrey-dev')).join(' ')).toContain('gallifrey-dev is in the bin until');
    await turn();
  });
});

test('who has given another’s VM its end, or taken back that it had none, is not the second person whom its destruction takes', async () => {
  const { life, texts } = await weeks(({ policy, ...farm }) => ({
    ...farm,
    policy: [rule({ commands: ['stop'], approvals: approvals({ need: 0 }) }), ...policy],
  }));
  await life(async ({ say, turn }) => {
    await say('clone gallifrey dev', 'rose');
    await say('approve', 'rose');
    await say('extend gallifrey-dev 1h', 'sarah');
    await say('extend gallifrey-dev for ever', 'rose');
    await say('undo 3', 'sarah');
    for (const hours of [2, 1, 8 * 24]) {
      later(hours);
      await turn();
    }
    expect(texts().at(-1)).toMatch(/^to approve: run 7: destroy gallifrey-dev, asked by rose$/);
    expect((await say('approve 7', 'rose')).join()).toContain('was asked for by rose, so somebody else');
    expect((await say('approve 7', 'sarah')).join()).toContain('comes of what sarah decided, so somebody else');
    expect((await say('why 7')).join('\n')).toContain('a person other than rose and sarah');
    await say('approve 7');
    expect((await say('status gallifrey-dev')).join(' ')).toContain('gallifrey-dev is in the bin until');
  });
});

const aside = (channel: string) => ({ platform: 'console', channel, private: true });

test('an owner who is not in farm.yaml any more is named once where others read it, and nothing is done until the VM has another', async () => {
  const { life, told, farm } = await weeks(atOnce);
  await life(async (one) => {
    await one.say('clone skaro test', 'sarah');
    await one.say('deny', 'sarah');
    await one.say('clone gallifrey dev for 7d', 'rose', aside('rose'));
    await one.say('approve', 'rose');
    later(6 * 24);
    await one.turn();
    expect(told.at(-1)).toMatchObject({ where: 'rose', to: 'rose', text: expect.stringContaining('ends in 1 d') });
  });
  const people = new Map([...farm.people].filter(([name]) => name !== 'rose'));
  await life(
    async (one) => {
      const before = told.length;
      for (const hours of [12, 13, 24]) {
        later(hours);
        await one.turn();
      }
      expect(told.slice(before)).toEqual([
        {
          ...{ run: expect.any(Number), is: 'over', where: '#farm' },
          text: 'the lease of gallifrey-dev ends on 2026-12-08 08:00 UTC, and its owner rose is not in farm.yaml any more: nothing is done about it. !owner gallifrey-dev PERSON gives it to somebody',
          to: 'rose',
        },
      ]);
      await one.say('owner gallifrey-dev sarah');
      await one.turn();
      expect(told.at(-1)).toMatchObject({ where: '#farm', to: 'sarah', text: expect.stringContaining('ends in 1 d') });
      later(24);
      await one.turn();
      expect((await runsOf(one, 'gallifrey-dev')).at(-1)).toBe('stop gallifrey-dev: done');
    },
    { ...farm, people },
  );
});

test('an owner is told in private where they have asked for something in private there, and else where the VM was asked for', async () => {
  const { life, told } = await weeks();
  await life(async (one) => {
    await cloned(one, 7);
    later(4 * 24);
    await one.turn();
    expect(told.at(-1)).toMatchObject({ where: '#farm', to: 'you', text: expect.stringContaining('ends in 3 d') });
    await one.say('extend gallifrey-dev 1h', 'sarah', aside('sarah'));
    await one.say('extend gallifrey-dev 1h', 'you', aside('you'));
    later(2);
    await one.turn();
    expect(told.at(-1)).toMatchObject({ where: 'you', to: 'you', text: expect.stringContaining('ends in 3 d') });
  });
});

test('a reminder that is on record is not given again, whoever looks and however often, before it could be told', async () => {
  const { life, told, farm, texts } = await weeks();
  await life(async (one) => cloned(one, 7));
  later(5 * 24);
  await alive(
    farm,
    told,
    async ({ turn, farmhand }) => {
      await Promise.all([turn('one process'), turn('another')]);
      await turn('one process');
      await turn('another');
      expect(await farmhand.engine.runs({ subject: 'gallifrey-dev' })).toHaveLength(2);
    },
    false,
  );
  await life(async ({ turn }) => turn());
  await life(async ({ turn }) => turn());
  expect(texts().filter((text) => text.includes('ends in'))).toHaveLength(1);
});

test('a protected VM and one without an end are left alone', async () => {
  const { life, farm, texts } = await weeks(atOnce);
  const other = (one: Farm): Farm => ({
    ...one,
    vms: new Map([...one.vms, ['gallifrey-dev', { name: 'gallifrey-dev', protected: true }]]),
  });
  await life(async (one) => {
    await cloned(one, 7);
    await one.say('clone skaro dev');
    await one.say('approve');
  });
  later(40 * 24);
  const before = texts().length;
  await life(async ({ turn }) => turn(), other(farm));
  expect(texts().slice(before)).toEqual([]);
});

test('of two who extend at once the second adds to what the first gave', async () => {
  const { life } = await weeks();
  await life(async (one) => {
    await cloned(one, 7);
    await Promise.all([one.say('extend gallifrey-dev 7d'), one.say('extend gallifrey-dev 7d', 'sarah')]);
    const shown = (await one.say('list you')).join('\n');
    expect(shown).toMatch(/until 2026-12-(22|15)/);
    expect(shown).toContain('until 2026-12-22 08:00 UTC');
  });
});

test('an owner who may not destroy is told so once a week, and others may', async () => {
  const { life, texts } = await weeks((farm) => ({
    ...farm,
    policy: [rule({ commands: ['destroy'], who: ['operator'] }), ...atOnce(farm).policy],
  }));
  await life(async (one) => {
    await cloned(one, 7, 'rose');
    for (const hours of [6 * 24, 24, 1, 7 * 24, 24, 24]) {
      later(hours);
      await one.turn();
    }
    const refusals = () => texts().filter((text) => text.includes('is over, but'));
    expect(refusals()).toEqual([
      "the lease of gallifrey-dev is over, but I cannot destroy it in its owner's name: Only people with the role operator may destroy gallifrey-dev. !extend gallifrey-dev 7d keeps it. !destroy gallifrey-dev is for who may",
    ]);
    later(5 * 24);
    await one.turn();
    expect(refusals()).toHaveLength(2);
    await one.say('destroy gallifrey-dev');
    await one.say('approve', 'sarah');
    expect((await one.say('list rose')).join()).toBe("No VM is rose's.");
  });
});

test('an extension is taken back by its undoing; what was decided about a VM that is gone is not about the next of its name', async () => {
  const { life } = await weeks();
  await life(async (one) => {
    await cloned(one, 7);
    await one.say('extend gallifrey-dev for ever');
    expect((await one.say('list mine')).join()).not.toContain('until');
    await one.say('undo 2');
    await one.say('approve', 'sarah');
    expect((await one.say('list mine')).join()).toContain('until 2026-12-08 08:00 UTC');
    await one.say('undo 1');
    await one.say('approve', 'sarah');
    expect(await one.say('list mine')).toEqual(['No VM is yours.']);
    await cloned(one, 3);
    expect((await one.say('list mine')).join()).toContain('until 2026-12-04 08:00 UTC');
  });
});

test('a clone beyond the quota of its owner is refused, with what would make room; a VM that is stopped takes no memory', async () => {
  const quota = { vms: 2, memory: 10 * 2 ** 30 };
  const { life } = await weeks((farm) => ({
    ...farm,
    people: new Map([...farm.people].map(([name, one]) => [name, name === 'rose' ? { ...one, quota } : one])),
  }));
  await life(async (one) => {
    const says = async (text: string) => (await one.say(text, 'rose')).join('\n');
    await says('clone gallifrey dev');
    await says('approve');
    await says('clone gallifrey two');
    expect(await says('clone gallifrey three')).toBe(
      [
        'rose has 2 VMs of 2 VMs (quota): 1 VM more is too much.',
        'rose has 8 GiB of memory of 10 GiB of memory (quota): 4 GiB of memory more are too much.',
        'This would make room: !destroy gallifrey-dev (4 MiB of disk, 4 GiB of memory) or !cancel 2 (gallifrey-two, which it makes).',
      ].join('\n'),
    );
    expect(await says('list mine')).toContain('Quota: 2 VMs of 2 VMs and 8 GiB of memory of 10 GiB of memory.');
    expect((await one.say('owner skaro rose')).join('\n')).toContain('rose has 2 VMs of 2 VMs (quota)');
    expect(await says('resize gallifrey-dev --memory 7G')).toContain('3 GiB of memory more are too much');
    await says('deny 2');
    await says('stop gallifrey-dev');
    await says('approve');
    expect(await says('list mine')).toContain('Quota: 1 VM of 2 VMs and 0 bytes of memory of 10 GiB of memory.');
    await one.say('resize gallifrey-dev --memory 11G');
    await one.say('approve');
    expect((await one.say('start gallifrey-dev')).join('\n')).toContain('11 GiB of memory more are too much');
  });
});

test('what is beyond the quota of who had a VM before is not given back to them by !undo', async () => {
  const { life } = await weeks((farm) => ({
    ...farm,
    people: new Map(
      [...farm.people].map(([name, one]) => [name, name === 'rose' ? { ...one, quota: { vms: 1 } } : one]),
    ),
  }));
  await life(async ({ say }) => {
    await say('owner skaro rose');
    await say('owner skaro you', 'rose');
    await say('owner gallifrey rose');
    expect((await say('undo 2', 'rose')).join('\n')).toContain('rose has 1 VM of 1 VM (quota)');
    await say('owner gallifrey you');
    await say('undo 2', 'rose');
    expect((await say('list rose')).join('\n')).toContain('skaro');
  });
});

test('a clone that is left before its last step is its owner’s all the same, has its end, and counts for their quota', async () => {
  const { life, sandbox } = await weeks((farm) => ({
    ...farm,
    people: new Map(
      [...farm.people].map(([name, one]) => [name, name === 'rose' ? { ...one, quota: { vms: 1 } } : one]),
    ),
  }));
  await life(async (one) => {
    await sandbox.faults.tool('gnt-instance', { kind: 'fail' }, { when: 'start --submit' });
    await cloned(one, 7, 'rose');
    await one.say('cancel 1', 'rose');
    expect((await one.say('list mine', 'rose')).join('\n')).toContain('yours until 2026-12-08 08:00 UTC');
    expect((await one.say('clone gallifrey two', 'rose')).join('\n')).toContain('rose has 1 VM of 1 VM (quota)');
    await one.say('undo 1');
    await one.say('approve', 'sarah');
    expect(await one.say('list rose')).toEqual(["No VM is rose's.", 'Quota: 0 VMs of 1 VM.']);
  });
});
