import { describe, expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { cancel } from '../../commands/cancel.ts';
import { deny } from '../../commands/deny.ts';
import { freeze } from '../../commands/freeze.ts';
import { plan } from '../../commands/plan.ts';
import { retry } from '../../commands/retry.ts';
import { undo } from '../../commands/undo.ts';
import { why } from '../../commands/why.ts';
import type { Planning } from '../../src/bot/command.ts';
import { policyDefaults } from '../../src/farm/config/policy-defaults.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { Window } from '../../src/farm/window.ts';
import { parseWindow } from '../../src/farm/window.ts';
import { rule } from '../bot/rules.ts';
import { type Stage, stage, toyCommand } from '../bot/stage.ts';
import { exampleFarm } from '../farm/farms.ts';

const [paint, move, burn] = [
  toyCommand('paint', 'safe'),
  toyCommand('move', 'disruptive'),
  toyCommand('burn', 'destructive'),
];
/** Two steps, one after the other. */
const twice: Planning = {
  ...paint,
  name: 'twice',
  usage: 'twice KEY VALUE',
  plan: async (context) => {
    const wanted = await paint.plan(context);
    const again = wanted.steps.map(({ action, args }) => ({
      id: 'again',
      action,
      args: { ...(args as object), key: `${wanted.subjects[0]}2` },
      after: ['set'],
    }));
    return { ...wanted, steps: [...wanted.steps, ...again] };
  },
};
const commands = [paint, twice, move, burn, approve, cancel, deny, freeze, plan, retry, undo, why];
const frozen = 'freeze all until 2099-01-01 because the disks are counted, by hand';
const after = new Date('2099-01-01T00:00:00Z');

async function staged(farm: Partial<Farm> = {}, now?: Date): Promise<Stage> {
  return stage(commands, {
    farm: {
      roles: {
        storage: { removes: () => undefined },
        hypervisor: { stops: () => undefined, removes: () => undefined, returns: () => undefined },
      } as never,
      ...farm,
    },
    ...(now && { now: () => now }),
  });
}

/** nina's run that stopped before its end. */
async function halfDone(): Promise<Stage> {
  const made = await staged();
  made.toy.set('wall2 breaks', 'yes');
  await made.say('irc', 'nina', 'twice wall red');
  await made.quiet();
  made.toy.delete('wall2 breaks');
  await made.say('irc', 'loic', frozen);
  await made.quiet();
  return made;
}

describe('what is frozen', () => {
  test('is refused when it is asked for, with when it can begin and how it can all the same', async () => {
    const { say, quiet, toy } = await staged();
    await say('irc', 'loic', frozen);
    await quiet();
    expect(await say('irc', 'nina', 'paint wall red')).toEqual([
      'I do not paint wall red now: everything is frozen until Thu 2099-01-01 00:00 UTC (loic, run 1): the disks are counted, by hand; it can begin from Thu 2099-01-01 00:00 UTC.',
      'With --override because … at its end, !paint wall red begins all the same, and takes one approving person more.',
    ]);
    expect((await say('irc', 'nina', 'plan paint wall red')).at(-2)).toMatch(
      /^It cannot begin now: everything is frozen/,
    );
    expect(toy.get('wall')).toBeUndefined();
  });

  test('begins once its time is over', async () => {
    const first = await staged();
    await first.say('irc', 'loic', frozen);
    await first.quiet();
    const { say, quiet, toy } = await first.restarted({ now: () => after });
    await say('irc', 'nina', 'paint wall red');
    await quiet();
    expect(toy.get('wall')).toBe('red');
  });

  test('is said, and by whom, until when and why, and that nothing is', async () => {
    const { say, quiet } = await staged();
    expect(await say('irc', 'nina', 'freeze')).toEqual(['Nothing is frozen.']);
    await say('irc', 'loic', frozen);
    await quiet();
    expect(await say('irc', 'nina', 'freeze')).toEqual([
      'everything is frozen until Thu 2099-01-01 00:00 UTC (loic, run 1): the disks are counted, by hand.',
    ]);
  });

  test('is not approved, and says so beforehand', async () => {
    const { say, quiet, engine } = await staged();
    await say('irc', 'nina', 'move wall left');
    await say('irc', 'loic', frozen);
    await quiet();
    expect((await say('irc', 'nina', 'approve 1'))[0]).toMatch(/^Run 1 cannot begin now: everything is frozen/);
    expect((await say('irc', 'nina', 'why 1')).join('\n')).toContain('It cannot begin now: everything is frozen');
    expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [] });
    expect(await say('irc', 'nina', 'deny 1')).toEqual([]);
  });

  test('is what was done before, where it is not half done: to take it back is begun later', async () => {
    const { say, quiet } = await staged();
    await say('irc', 'nina', 'paint wall red');
    await say('irc', 'loic', frozen);
    await quiet();
    expect((await say('irc', 'nina', 'undo 1'))[0]).toMatch(/^I do not undo run 1: paint wall red now: everything/);
  });

  test('ends before its first step where it was approved before, with why', async () => {
    const first = await staged();
    await first.say('irc', 'loic', frozen);
    await first.quiet();
    // To this one the freeze is over.
    const second = await first.restarted({ working: false, now: () => after });
    await second.say('irc', 'nina', 'move wall left');
    await second.say('irc', 'nina', 'approve 2');
    expect((await second.engine.view(2))?.state).toBe('queued');
    const { engine, quiet, toy, say } = await second.restarted({});
    await quiet();
    const view = await engine.view(2);
    expect(view).toMatchObject({ state: 'failed', settled: true });
    expect(view?.why).toMatch(/^it was not begun: everything is frozen until .*; it can begin from/);
    expect((await say('irc', 'nina', 'why 2')).at(-1)).toBe('Nothing was begun. !move wall left asks again.');
    expect(toy.get('wall')).toBeUndefined();
  });

  test('is not gone on with by !retry, but can be taken back', async () => {
    const { say, quiet, engine, toy } = await halfDone();
    expect((await say('irc', 'nina', 'retry 1'))[0]).toMatch(/^Run 1 cannot go on: everything is frozen/);
    expect((await say('irc', 'nina', 'why 1')).join('\n')).toContain('!retry 1 is refused until then: everything');
    expect(toy.get('wall')).toBe('red');
    expect(await say('irc', 'nina', 'undo 1')).toEqual([]);
    await quiet();
    expect(toy.get('wall')).toBeUndefined();
    expect((await engine.view(1))?.state).toBe('undone');
  });
});

describe('--override', () => {
  test.each([
    ['paint', 'a second person', ['nico']],
    ['move', '2 people', ['nina', 'nico']],
    ['burn', '2 people other than nina', ['loic', 'nico']],
  ])('of !%s takes %s', async (name, waits, people) => {
    const { say, quiet, toy, runService, engine } = await staged();
    await say('irc', 'loic', frozen);
    await quiet();
    expect(await say('irc', 'nina', `${name} wall red --override because it burns`)).toEqual([]);
    const view = await runService.run('2');
    expect(await runService.waitsFor(view)).toBe(waits);
    expect(view.plan).toMatchObject({ override: true, because: 'it burns' });
    expect(view.plan.notes).toEqual([
      'overrides: everything is frozen until Thu 2099-01-01 00:00 UTC (loic, run 1): the disks are counted, by hand',
    ]);
    for (const person of people) {
      expect((await engine.view(2))?.state).toBe('waiting');
      await say('irc', person, 'approve 2');
    }
    await quiet();
    expect(toy.get('wall')).toBe('red');
  });

  test('is of what held when it was asked for: a later freeze keeps it', async () => {
    const { say, quiet } = await staged();
    await say('irc', 'loic', frozen);
    await quiet();
    await say('irc', 'nina', 'paint wall red --override because it burns');
    await say('irc', 'loic', 'freeze until 2098-01-01 because of something else');
    await quiet();
    expect((await say('irc', 'nico', 'approve 2'))[0]).toContain('of something else');
  });

  test('takes a reason, and something to override', async () => {
    const { say } = await staged();
    expect((await say('irc', 'nina', 'paint wall red --override'))[0]).toMatch(/^--override takes a reason/);
    expect(await say('irc', 'nina', 'paint wall red --override because of fun')).toEqual([
      'Nothing keeps it from beginning: ask without --override.',
    ]);
  });
});

describe('!freeze off', () => {
  test('ends at once what one has frozen oneself', async () => {
    const { say, quiet, toy } = await staged();
    await say('irc', 'loic', frozen);
    await quiet();
    await say('irc', 'loic', 'freeze off');
    await quiet();
    await say('irc', 'nina', 'paint wall red');
    await quiet();
    expect(toy.get('wall')).toBe('red');
  });

  test.each(['freeze off', 'freeze until 2098-01-01 because I say so', 'undo 1'])(
    'of what another has frozen takes a second person, and so does !%s',
    async (text) => {
      const { say, quiet, runService } = await staged({ vms: new Map() });
      await say('irc', 'loic', frozen);
      await quiet();
      await say('irc', 'nina', text);
      expect(await runService.waitsFor(await runService.run('2'))).toBe('a second person');
    },
  );

  test.each(['freeze off', 'freeze until 2098-01-01 because I say so'])(
    'of what one has only frozen for longer than another had takes a second person, and so does !%s',
    async (text) => {
      const { say, quiet, runService } = await staged();
      await say('irc', 'loic', frozen);
      await quiet();
      await say('irc', 'nina', 'freeze until 2099-01-02 because it was short');
      await quiet();
      await say('irc', 'nina', 'freeze until 2099-01-03 because it still was');
      await quiet();
      await say('irc', 'nina', text);
      expect(await runService.waitsFor(await runService.run('4'))).toBe('a second person');
    },
  );

  test('takes what one has added to another’s freeze back at once, down to that', async () => {
    const { say, quiet, runService } = await staged();
    await say('irc', 'loic', frozen);
    await quiet();
    await say('irc', 'nina', 'freeze until 2099-01-02 because it was short');
    await quiet();
    await say('irc', 'nina', 'freeze until 2099-01-01 because it was not');
    await quiet();
    expect((await runService.decided('freeze')).get('all')).toMatchObject({ run: 3, value: { by: 'nina' } });
  });

  test('is taken back with what held before', async () => {
    const { say, quiet, runService } = await staged();
    await say('irc', 'loic', frozen);
    await quiet();
    await say('irc', 'loic', 'freeze off');
    await quiet();
    await say('irc', 'loic', 'undo 2');
    await quiet();
    expect((await runService.decided('freeze')).get('all')?.value).toMatchObject({
      by: 'loic',
      because: 'the disks are counted, by hand',
    });
  });

  test('of what is not frozen is refused', async () => {
    const { say, quiet } = await staged();
    expect(await say('irc', 'loic', 'freeze off')).toEqual(['Nothing is frozen.']);
    await say('irc', 'loic', frozen);
    await quiet();
    expect(await say('irc', 'loic', 'freeze off wall')).toEqual(['wall is not frozen. !freeze says what is.']);
  });

  test('finds a VM by its full name too', async () => {
    const held = { value: { until: '2099-01-01T00:00:00.000Z', by: 'loic', because: 'it is painted' }, run: 1, at: '' };
    const context = {
      args: ['off', 'off.xivo.vm.farm'],
      farm: exampleFarm,
      person: { name: 'loic', roles: [], identities: {} },
      runService: { decided: async () => new Map([['off', held]]) },
    };
    expect((await freeze.plan(context as never)).title).toBe('end the freeze of off');
  });
});

describe('a window of the policy', () => {
  const weekdays = [parseWindow('mon-fri 08:00-18:00') as Window];
  const farm: Partial<Farm> = {
    timezone: 'Europe/Paris',
    policy: [rule({ vms: ['wall'], risks: ['disruptive'], windows: weekdays }), ...policyDefaults],
  };
  const friday = new Date('2026-03-27T17:30:00Z');

  test('keeps what its rule is about until it opens, over the change to summer time', async () => {
    const { say, quiet, toy } = await staged(farm, friday);
    expect((await say('irc', 'nina', 'move wall left'))[0]).toBe(
      'I do not move wall left now: the policy has it begun only mon-fri 08:00-18:00 (Europe/Paris); it can begin from Mon 2026-03-30 08:00 Europe/Paris.',
    );
    await say('irc', 'nina', 'move door left');
    await say('irc', 'nina', 'approve 1');
    await say('irc', 'nina', 'paint wall red');
    await quiet();
    expect([toy.get('wall'), toy.get('door')]).toEqual(['red', 'left']);
  });

  test('and a freeze that ends out of it keep it until both let it begin', async () => {
    const { say, quiet } = await staged(farm, friday);
    await say('irc', 'loic', 'freeze until 2098-12-31 because of the year');
    await quiet();
    expect((await say('irc', 'nina', 'move wall left'))[0]).toMatch(
      /it can begin from Wed 2098-12-31 08:00 Europe\/Paris\.$/,
    );
  });

  test('open lets it begin', async () => {
    const { say, quiet, toy } = await staged(farm, new Date('2026-03-30T06:00:00Z'));
    await say('irc', 'nina', 'move wall left');
    await say('irc', 'nina', 'approve 1');
    await quiet();
    expect(toy.get('wall')).toBe('left');
  });
});
