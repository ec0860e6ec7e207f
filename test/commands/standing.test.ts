import { describe, expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { cancel } from '../../commands/cancel.ts';
import { deny } from '../../commands/deny.ts';
import { plan } from '../../commands/plan.ts';
import { retry } from '../../commands/retry.ts';
import { undo } from '../../commands/undo.ts';
import { why } from '../../commands/why.ts';
import type { Planning } from '../../src/bot/command.ts';
import { policyDefaults } from '../../src/farm/config/policy-defaults.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { FarmPerson, VmSettings } from '../../src/farm/settings.ts';
import { approvals, rule } from '../bot/rules.ts';
import { type Stage, stage, toyCommand } from '../bot/stage.ts';

const burn = toyCommand('burn', 'destructive');
/** Destructive by its name, though all that is left to do is safe. */
const raze: Planning = {
  ...burn,
  name: 'raze',
  usage: 'raze KEY VALUE',
  plan: async (context) => {
    const wanted = await burn.plan(context);
    return {
      ...wanted,
      command: `raze ${context.args.join(' ')}`,
      steps: wanted.steps.map((step) => ({ ...step, action: 'toy.safe' })),
    };
  },
};
/** Copies from another VM, the value. */
const copy: Planning = {
  ...toyCommand('copy', 'disruptive'),
  plan: async (context) => ({
    ...(await toyCommand('copy', 'disruptive').plan(context)),
    sources: [context.args[1] ?? ''],
  }),
};
const commands = [
  toyCommand('paint', 'safe'),
  toyCommand('move', 'disruptive'),
  ...[burn, raze, copy, approve, cancel, deny, plan, retry, undo, why],
];

const people = (without: readonly string[] = [], roles: Readonly<Record<string, readonly string[]>> = {}) => {
  const all: readonly FarmPerson[] = [
    { name: 'loic', roles: ['operator'], identities: { irc: 'dachary', slack: 'T01/U01' } },
    { name: 'nina', roles: ['developer'], identities: { irc: 'nina', slack: 'T01/U02' } },
    { name: 'nico', roles: ['operator', 'release-manager'], identities: { irc: 'nico' } },
  ];
  const left = all.filter(({ name }) => !without.includes(name));
  return new Map(left.map((person) => [person.name, { ...person, roles: roles[person.name] ?? person.roles }]));
};
const shielded: Partial<Farm> = {
  vms: new Map<string, VmSettings>([['wall', { name: 'wall', protected: true }]]),
};
const policy = (...rules: Parameters<typeof rule>[0][]): Partial<Farm> => ({
  policy: [...rules.map(rule), ...policyDefaults],
});
const bothNow = policy({ commands: ['burn'], approvals: approvals({ need: 2 }) });
const operatorNow = policy({ commands: ['burn'], approvals: approvals({ roles: ['operator'] }) });

/** nina's destructive run waits; then farmhand is started anew with another farm.yaml. */
async function waiting(then: Partial<Farm>, at: Partial<Farm> = {}): Promise<Stage> {
  const first = await stage(commands, { working: false, farm: at });
  await first.say('irc', 'nina', 'burn wall down');
  return first.restarted({ farm: then });
}

/** As `waiting`, and others had approved it before the restart: it is to begin. */
async function approved(then: Partial<Farm>, by: readonly string[] = ['nico'], at: Partial<Farm> = {}): Promise<Stage> {
  const first = await stage(commands, { working: false, farm: at });
  await first.say('irc', 'nina', 'burn wall down');
  for (const who of by) await first.say('irc', who, 'approve 1');
  expect((await first.engine.view(1))?.state).toBe('queued');
  return first.restarted({ farm: then });
}

describe('a run that waits is not approved any more once', () => {
  test.each<[string, Partial<Farm>, string]>([
    ['its VM is protected', shielded, 'Run 1 cannot run any more: wall is protected; farm.yaml says so, under vms.'],
    [
      'its asker is not listed',
      { people: people(['nina']) },
      'Run 1 cannot run any more: nina, who asked for it, is not in farm.yaml any more.',
    ],
    [
      'its asker may not ask for it',
      policy({ commands: ['burn'], who: ['operator'] }),
      'Run 1 cannot run any more: only people with the role operator may ask for it now, and nina did.',
    ],
  ])('%s', async (_, then, answer) => {
    const { say, engine, toy } = await waiting(then);
    expect(await say('slack', 'loic', 'approve 1')).toEqual([answer, '· !deny 1 ends it.']);
    expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [] });
    const reason = answer.replace(/^.*any more: |\.$/g, '');
    expect(await say('irc', null, 'why 1')).toContain(`As farm.yaml is now, this is in its way: ${reason}.`);
    await say('irc', 'nico', 'deny 1');
    expect([(await engine.view(1))?.state, toy.size]).toEqual(['denied', 0]);
  });
});

describe('a run that was approved is not begun once', () => {
  test.each<[string, Partial<Farm>, string]>([
    ['its VM is protected', shielded, 'wall is protected; farm.yaml says so, under vms'],
    ['its asker is not listed', { people: people(['nina']) }, 'nina, who asked for it, is not in farm.yaml any more'],
    [
      'who approved it is not listed',
      { people: people(['nico']) },
      'nico, who approved it, is not in farm.yaml any more; it lacks the approval of a second person',
    ],
    [
      'who approved it has not the role that counts',
      { ...operatorNow, people: people([], { nico: [] }) },
      "nico's approval does not count any more: only people with the role operator may approve run 1; it lacks the approval of a second person with the role operator",
    ],
    ['it takes more people', bothNow, 'it lacks the approval of a second person'],
    [
      'others alone may approve',
      policy({ commands: ['approve'], who: ['developer'] }),
      "nico's approval does not count any more: only people with the role developer may approve; it lacks the approval of a second person",
    ],
  ])('%s', async (_, then, reason) => {
    const { engine, toy, quiet, on } = await approved(then);
    await quiet();
    expect(await engine.view(1)).toMatchObject({
      state: 'failed',
      settled: true,
      why: `it was not begun: ${reason}`,
    });
    expect(toy.size).toBe(0);
    expect(await engine.journal.locks()).toEqual([]);
    expect(on('irc').heard.headlines.at(-1)).toBe('ended failed');
  });

  test('but is, where the policy has become milder, with what it took when it was planned', async () => {
    const { quiet, toy } = await approved(policy({ commands: ['burn'], approvals: approvals({ need: 0 }) }));
    await quiet();
    expect(toy.get('wall')).toBe('down');
  });

  test('though !why says it beforehand', async () => {
    const first = await stage(commands, { working: false });
    await first.say('irc', 'nina', 'burn wall down');
    await first.say('irc', 'nico', 'approve 1');
    const { say } = await first.restarted({ working: false, farm: shielded });
    expect((await say('irc', null, 'why 1')).slice(1)).toEqual([
      'As farm.yaml is now, it will not begin: wall is protected; farm.yaml says so, under vms.',
    ]);
  });

  test('it takes an approval that it did not take when it was planned: it says how to ask anew', async () => {
    const first = await stage(commands, { working: false });
    await first.say('irc', 'nina', 'paint wall red');
    const { say, engine, quiet, toy } = await first.restarted({
      farm: policy({ commands: ['paint'], approvals: approvals({ need: 1 }) }),
    });
    await quiet();
    expect(await engine.view(1)).toMatchObject({
      state: 'failed',
      why: 'it was not begun: it lacks the approval of a second person',
    });
    expect((await say('irc', null, 'why 1')).at(-1)).toBe('Nothing was begun. !paint wall red asks again.');
    expect(toy.size).toBe(0);
  });
});

describe('of what was asked for then and what is asked for now', () => {
  test('the stricter holds, and the answer says whom it waits for', async () => {
    const { say, quiet, toy } = await waiting(bothNow);
    expect(await say('slack', 'loic', 'approve 1')).toEqual([
      'You approved run 1: burn wall down. It still waits for a second person.',
    ]);
    await say('irc', 'nico', 'approve 1');
    await quiet();
    expect(toy.get('wall')).toBe('down');
  });

  test('both hold, where neither is the stricter', async () => {
    const two = policy({ commands: ['burn'], approvals: approvals({ need: 2, askerCounts: true }) });
    const { say, engine, quiet, toy } = await waiting(operatorNow, two);
    expect((await say('irc', null, 'why 1'))[1]).toContain(
      'It waits for the approval of 2 people and a second person with the role operator, until ',
    );
    await say('irc', 'nina', 'approve 1');
    expect((await engine.view(1))?.state).toBe('waiting');
    await say('irc', 'loic', 'approve 1');
    await quiet();
    expect(toy.get('wall')).toBe('down');
  });

  test('an approval of somebody who is gone leaves it waiting for another, not for nobody', async () => {
    const first = await stage(commands, { farm: bothNow });
    await first.say('irc', 'nina', 'burn wall down');
    await first.say('irc', 'nico', 'approve 1');
    const { say, engine } = await first.restarted({ farm: { ...bothNow, people: people(['nico']) } });
    const lines = await say('irc', null, 'why 1');
    expect(lines[1]).toContain('It waits for the approval of 2 people other than nina, until ');
    expect(lines[2]).toBe('These may approve: loic. !approve 1, or !deny 1');
    expect(lines[3]).toContain('They are too few, so it cannot be approved');
    expect(lines.at(-1)).toBe(
      'As farm.yaml is now, this is in its way: nico, who approved it, is not in farm.yaml any more.',
    );
    expect(await say('slack', 'loic', 'approve 1')).toEqual([
      'You approved run 1: burn wall down. It still waits for a second person.',
    ]);
    expect((await engine.view(1))?.state).toBe('waiting');
  });

  test('approvals that are enough again begin it when one of them is said once more', async () => {
    const first = await stage(commands, { farm: bothNow });
    await first.say('irc', 'nina', 'burn wall down');
    await first.say('irc', 'nico', 'approve 1');
    const second = await first.restarted({ farm: { ...bothNow, people: people(['nico']) } });
    await second.say('slack', 'loic', 'approve 1');
    const { say, engine, quiet, toy } = await second.restarted({ farm: bothNow });
    expect((await say('irc', null, 'why 1'))[1]).toContain('those given are enough by now');
    expect((await engine.view(1))?.state).toBe('waiting');
    await say('slack', 'loic', 'approve 1');
    await quiet();
    expect(toy.get('wall')).toBe('down');
  });
});

describe('!retry', () => {
  /** nina's destructive run failed; then farmhand is started anew with another farm.yaml. */
  async function failed(then: Partial<Farm>): Promise<Stage> {
    const first = await stage(commands);
    first.toy.set('wall breaks', 'yes');
    await first.say('irc', 'nina', 'burn wall down');
    await first.say('irc', 'nico', 'approve 1');
    await first.quiet();
    first.toy.delete('wall breaks');
    return first.restarted({ farm: then });
  }

  test.each<[string, Partial<Farm>, RegExp]>([
    [
      'a VM that is protected by now',
      shielded,
      /^Run 1 cannot go on: wall is protected; farm.yaml says so, under vms; !undo 1/,
    ],
    [
      'what takes more people by now',
      bothNow,
      /^Run 1 cannot go on: it lacks the approval of a second person; !undo 1/,
    ],
    [
      'what somebody approved who is not listed any more',
      { people: people(['nico']) },
      /^Run 1 cannot go on: nico, who approved it, is not in farm\.yaml any more; it lacks/,
    ],
    [
      'what somebody asked for who is not listed any more',
      { people: people(['nina']) },
      /^Run 1 cannot go on: nina, who asked for it, is not in farm\.yaml any more/,
    ],
  ])('of %s is refused', async (_, then, answer) => {
    const { say, engine, toy } = await failed(then);
    expect((await say('irc', 'loic', 'retry 1'))[0]).toMatch(answer);
    expect((await engine.view(1))?.state).toBe('failed');
    expect((await say('irc', 'loic', 'why 1')).at(-2)).toMatch(/^As farm.yaml is now, !retry 1 is refused: /);
    expect(toy.get('wall')).toBeUndefined();
  });

  test('is for whoever may ask for the plan', async () => {
    const { say, engine, quiet, toy } = await failed(
      policy({ commands: ['burn'], who: ['developer'], approvals: approvals({}) }),
    );
    expect(await say('irc', 'loic', 'retry 1')).toEqual([
      'Only people with the role developer may burn wall down, so they alone may retry it.',
    ]);
    expect((await engine.view(1))?.state).toBe('failed');
    await say('irc', 'nina', 'retry 1');
    await quiet();
    expect(toy.get('wall')).toBe('down');
  });
});

describe('!undo', () => {
  test('takes nothing of a protected VM, when it is asked for or when it is to begin', async () => {
    const first = await stage(commands);
    await first.say('irc', 'nina', 'burn wall down');
    await first.say('irc', 'nico', 'approve 1');
    await first.quiet();
    await first.say('irc', 'nina', 'undo 1');
    expect((await first.engine.view(2))?.state).toBe('waiting');
    const second = await first.restarted({ farm: shielded });
    expect((await second.say('slack', 'loic', 'approve 2'))[0]).toBe(
      'Run 2 cannot run any more: wall is protected; farm.yaml says so, under vms.',
    );
    await second.say('irc', 'loic', 'deny 2');
    for (const text of ['undo 1', 'plan undo 1'])
      expect(await second.say('irc', 'nina', text)).toEqual(['wall is protected; farm.yaml says so, under vms.']);
    expect(second.toy.get('wall')).toBe('down');
  });

  test('of what is safe stays safe, though it could be worse', async () => {
    const { say, quiet, toy } = await stage(commands);
    await say('irc', 'nina', 'paint wall red');
    await quiet();
    await say('irc', 'nina', 'undo 1');
    await quiet();
    expect(toy.get('wall')).toBeUndefined();
  });
});

test('what loses nothing may be done to a protected VM', async () => {
  const { say, quiet, toy } = await stage(commands, { farm: shielded });
  await say('irc', 'nina', 'move wall left');
  await say('irc', 'nina', 'approve 1');
  await quiet();
  expect(toy.get('wall')).toBe('left');
  expect(await say('irc', 'nina', 'burn wall down')).toEqual(['wall is protected; farm.yaml says so, under vms.']);
});

test('a command is as risky as it is known to be, though its plan has only safe steps', async () => {
  const { say, engine } = await stage(commands);
  await say('irc', 'nina', 'raze wall down');
  expect(await engine.view(1)).toMatchObject({ plan: { risk: 'destructive' }, gate: { need: 1, askerCounts: false } });
});

describe('a rule about a VM', () => {
  test('is about what is copied from it, too', async () => {
    const farm = policy({ vms: ['wall'], who: ['operator'], approvals: approvals({ need: 2 }) });
    const { say, engine } = await stage(commands, { farm });
    expect(await say('irc', 'nina', 'copy door wall')).toEqual([
      'Only people with the role operator may copy door wall.',
    ]);
    await say('irc', 'loic', 'copy door wall');
    expect((await engine.view(1))?.gate).toMatchObject({ need: 2, askerCounts: false });
  });

  test('and a source that is protected loses nothing by it', async () => {
    const { say, quiet, toy } = await stage(commands, { farm: shielded });
    await say('irc', 'nina', 'copy door wall');
    await say('irc', 'nina', 'approve 1');
    await quiet();
    expect(toy.get('door')).toBe('wall');
  });

  test.each([
    ['approve', 'approve 1'],
    ['deny', 'deny 1'],
    ['cancel', 'cancel 1'],
  ])('that names !%s is about the runs on that VM, and no others', async (name, text) => {
    const farm = policy({ commands: [name], vms: ['wall'], who: ['operator'] });
    const { say, engine } = await stage(commands, { farm });
    await say('irc', 'nico', 'burn wall down');
    expect(await say('slack', 'nina', text)).toEqual([
      `Only people with the role operator may ${name} run 1 (burn wall down).`,
    ]);
    await say('irc', 'nico', 'burn door down');
    await say('slack', 'nina', text.replace('1', '2'));
    expect((await engine.view(1))?.state).toBe('waiting');
    expect((await engine.view(2))?.state).not.toBe('waiting');
  });

  test('that names !approve is about reactions, too', async () => {
    const { say, vote, engine, on } = await stage(commands, {
      farm: policy({ commands: ['approve', 'deny'], who: ['operator'] }),
    });
    await say('irc', 'nico', 'burn wall down');
    const message = on('irc').heard.news.find(({ news }) => news.news.kind === 'planned')?.id ?? '';
    for (const which of ['approve', 'deny'] as const) await vote('irc', 'nina', which, message);
    expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [] });
  });
});
