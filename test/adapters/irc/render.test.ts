import { describe, expect, test } from 'vitest';
import { render } from '../../../adapters/irc/render.ts';
import type { RunNews } from '../../../src/bot/news.ts';
import type { RunView, StepView } from '../../../src/engine/run.ts';
import { clone, copying, noon, step, told } from './views.ts';

const later = (seconds: number) => new Date(noon.getTime() + seconds * 1000);

function lines(news: RunNews, { reactions = true, now = noon } = {}): readonly string[] | undefined {
  return render(news, { reactions, now, platform: 'irc' })?.lines;
}

/** The clone with these states for its three steps. */
function stepped(view: Partial<RunView>, ...states: readonly Partial<StepView>[]): RunView {
  const ids = [
    ['snapshot', "snapshot of gallifrey's disk"],
    ['copy', "copy of gallifrey's disk"],
    ['dns-a', 'A record for gallifrey-dev'],
  ] as const;
  return clone({ ...view, steps: ids.map(([id, title], i) => step(id, title, states[i])) });
}

const done: Partial<StepView> = { state: 'done', attempt: 1 };
const ran = { startedAt: noon.toISOString(), endedAt: later(372).toISOString() };
const failed: Partial<StepView> = {
  state: 'failed',
  attempt: 1,
  why: 'host01.farm: dd: No space left on device\n\nit wrote 12 GiB\n3\n4',
};
const whatNow = '!retry 7 goes on, !undo 7 takes it back, !cancel 7 leaves it as it is';

describe('what is said unasked', () => {
  const alert = { kind: 'alert', text: 'run 7 waits', people: [] } as const;

  test('names whom it is for, and else who asked for the run', () => {
    const called = [{ name: 'bruno' }, { name: 'chloe' }];
    expect(lines(told(alert, clone(), { called }))).toEqual(['bruno, chloe: run 7 waits']);
    expect(lines(told(alert, clone(), { asker: 'alice_' }))).toEqual(['alice_: run 7 waits']);
  });
});

test('a plan says for which ticket it is, and why', () => {
  const view = clone();
  const plan = { ...view.plan, ticket: { name: '#12', link: 'https://t.farm/12' }, because: 'bruno asks' };
  expect(lines(told({ kind: 'planned' }, { ...view, plan }))).toContain(
    'ticket: #12 https://t.farm/12; because: bruno asks',
  );
});

test('where the page of a run is stands at the end of what is said of it, but for how far it is', () => {
  const page = 'https://farm.example.org/runs/7';
  expect(lines(told({ kind: 'planned' }, clone(), { page }))?.at(-1)).toMatch(
    / · https:\/\/farm\.example\.org\/runs\/7$/,
  );
  expect(lines(told({ kind: 'ended' }, stepped({ state: 'failed' }, done, failed), { page }))?.at(-1)).toContain(
    ` · ${page}`,
  );
  const far = told({ kind: 'progress', step: 'copy' }, copying({ text: '1 GiB', part: 0.5 }, noon.toISOString()), {
    page,
  });
  expect(lines(far)?.join()).not.toContain(page);
});

describe('a plan that waits for approval', () => {
  const waiting = told({ kind: 'planned' }, clone(), { waitsFor: 'a second person with the role operator' });
  const head = [
    'run 7: clone gallifrey to gallifrey-dev, asked by alice',
    'name gallifrey-dev.xivo.vm.farm, address 10.10.60.6, port 22006',
    '30 GiB of 200 GiB free disk; 4 GiB of 12 GiB free memory',
    '3 steps, disruptive: A record for gallifrey-dev',
  ];

  test('is shown with its values, cost and risk, who may approve and how long', () => {
    expect(lines(waiting)).toEqual([
      ...head,
      'to go ahead: type !approve 7, or react with 👍 to this (a second person with the role operator, within 30 min). !deny 7 refuses it, !plan 7 shows every step',
    ]);
  });

  test('has a line for each note where they are long, and never more than three', () => {
    const [who, lost] = [
      'sarah was logged in until 3 d ago, nobody is now, and no request was seen since',
      'lost: its disk',
    ];
    const noted = (notes: readonly string[]) => {
      const view = clone();
      return lines(told({ kind: 'planned' }, { ...view, plan: { ...view.plan, notes } }))?.slice(2, -2);
    };
    expect(noted([who, lost])).toEqual([`${who}; ${lost}`]);
    expect(noted([who, who, lost])).toEqual([who, who, lost]);
    expect(noted([who, who, lost, 'kept for 7 d'])).toEqual([who, who, `${lost}; kept for 7 d`]);
  });

  test('calls those by name who would notice it', () => {
    expect(lines({ ...waiting, noticed: [{ name: 'bruno' }, { name: 'zoe_' }] })?.slice(0, 4)).toEqual([
      ...head.slice(0, 3),
      'bruno, zoe_: you are logged in there',
    ]);
  });

  test('calls those who may approve it, and no crowd of them', () => {
    const called = ['sarah', 'zoe_'].map((name) => ({ name }));
    expect(lines({ ...waiting, called })?.at(-1)).toMatch(/^sarah, zoe_: to go ahead: type !approve 7/);
    const many = Array.from({ length: 20 }, (_, i) => ({ name: `p${i}` }));
    expect(lines({ ...waiting, called: many })?.at(-1)).toMatch(/^p0, p1, p2, p3, p4, p5, p6, p7: to go ahead/);
  });

  test('says nothing of reactions where they cannot be heard', () => {
    expect(lines(waiting, { reactions: false })?.at(-1)).toBe(
      'to go ahead: type !approve 7 (a second person with the role operator, within 30 min). !deny 7 refuses it, !plan 7 shows every step',
    );
  });

  test('asks for votes on its lines, and is never dropped', () => {
    expect(render(waiting, { reactions: true, now: noon, platform: 'irc' })).toMatchObject({
      asks: true,
      lane: 'urgent',
    });
  });

  test('counts the steps that have something to do', () => {
    const { effect: _, ...skipped } = step('copy', 'copy', { skip: 'there already' });
    const view = clone({ steps: [step('snapshot', 's'), skipped] }, 'safe');
    expect(lines(told({ kind: 'planned' }, view))?.[3]).toBe('1 step, nobody else notices');
  });

  test('that needs no approval asks for none', () => {
    const { gate: _, ...view } = clone({ state: 'queued' });
    expect(render(told({ kind: 'planned' }, view), { reactions: true, now: noon, platform: 'irc' })).toEqual({
      lines: head,
      lane: 'normal',
      asks: false,
    });
  });

  test('of many steps stays short', () => {
    const steps = Array.from({ length: 80 }, (_, i) =>
      step(`s${i}`, `remove record number ${i}`, { risk: 'destructive' }),
    );
    const [, , , risk = ''] = lines(told({ kind: 'planned' }, clone({ steps }, 'destructive'))) ?? [];
    expect(risk.length).toBeLessThanOrEqual(700);
    expect(risk.endsWith('…')).toBe(true);
  });
});

const vote = { kind: 'vote', person: 'bob', from: 'irc', vote: 'approve' } as const;

test.each<[string, RunNews, readonly string[] | undefined]>([
  ['an approval that is enough', told(vote, clone({ state: 'queued' })), ['bob approved run 7']],
  [
    'an approval from elsewhere that is not enough',
    told({ ...vote, from: 'slack' }, clone(), { waitsFor: 'a person with the role manager' }),
    ['bob approved run 7 (from slack); still needed: a person with the role manager'],
  ],
  [
    'an approval withdrawn',
    told({ ...vote, vote: 'withdraw' }, clone(), { waitsFor: 'a second person' }),
    ['bob took back the approval of run 7; still needed: a second person'],
  ],
  [
    'the start',
    told({ kind: 'started' }, clone({ state: 'running' }), { secondsLeft: 372 }),
    ['run 7 started: clone gallifrey to gallifrey-dev, about 6 min 12 s'],
  ],
  [
    'the start of something long nobody had to approve',
    told({ kind: 'started' }, { ...clone({ state: 'running' }), gate: undefined } as RunView, { secondsLeft: 90 }),
    ['run 7 started: clone gallifrey to gallifrey-dev, about 1 min 30 s'],
  ],
  [
    'the start of something short nobody had to approve: nothing',
    told({ kind: 'started' }, { ...clone({ state: 'running' }), gate: undefined } as RunView, { secondsLeft: 5 }),
    undefined,
  ],
  [
    'going on after a retry',
    told({ kind: 'started' }, stepped({ state: 'running' }, done, { attempt: 1 }), { secondsLeft: 60 }),
    ['run 7 goes on after 1 of 3 steps, about 1 min'],
  ],
  [
    'progress with the time the run takes still',
    told(
      { kind: 'progress', step: 'copy' },
      copying({ part: 0.419, text: '12.4 of 30 GiB, 96 MiB/s' }, noon.toISOString()),
      {
        secondsLeft: 190,
      },
    ),
    ["run 7, about 3 min 10 s left: copy of gallifrey's disk: 41%, 12.4 of 30 GiB, 96 MiB/s"],
  ],
  ['a step that begins: nothing', told({ kind: 'step', step: 'copy', state: 'began' }, clone()), undefined],
  ['a step that is done: nothing', told({ kind: 'step', step: 'copy', state: 'done' }, clone()), undefined],
  [
    'the only step at work failing: nothing, the end comes',
    told({ kind: 'step', step: 'copy', state: 'failed' }, stepped({ state: 'running' }, done, failed)),
    undefined,
  ],
  [
    'a step failing while others run',
    told(
      { kind: 'step', step: 'dns-a', state: 'failed' },
      stepped({ state: 'running' }, done, { state: 'running' }, failed),
    ),
    [
      'run 7: A record for gallifrey-dev failed: host01.farm: dd: No space left on device; what still runs is waited for',
    ],
  ],
  [
    'a step of which nothing is known',
    told(
      { kind: 'step', step: 'copy', state: 'unknown' },
      stepped({ state: 'running' }, done, { state: 'unknown', why: 'connection lost' }),
    ),
    ["run 7: not known whether this was done: copy of gallifrey's disk (connection lost); looking again"],
  ],
  [
    'the end',
    told({ kind: 'ended' }, stepped({ state: 'done', settled: true, ...ran }, done, done, done), { undoable: true }),
    ['alice_: run 7 is done in 6 min 12 s: clone gallifrey to gallifrey-dev. !undo 7 takes it back'],
  ],
  [
    'the end of what cannot be taken back',
    told({ kind: 'ended' }, clone({ state: 'done', settled: true, ...ran }), { undoable: false }),
    ['alice_: run 7 is done in 6 min 12 s: clone gallifrey to gallifrey-dev'],
  ],
  [
    'the end where the nick is not known',
    { news: { kind: 'ended' }, view: clone({ state: 'done', settled: true }) },
    ['alice: run 7 is done: clone gallifrey to gallifrey-dev'],
  ],
  [
    'a failure: where, why in one line, and what to type',
    told({ kind: 'ended' }, stepped({ state: 'failed', ...ran, why: 'copy failed' }, done, failed)),
    [
      "alice_: run 7 failed at step 2 of 3, copy of gallifrey's disk: host01.farm: dd: No space left on device",
      `next: ${whatNow}; !log 7 copy shows more`,
    ],
  ],
  [
    'a failure before anything was begun',
    told(
      { kind: 'ended' },
      clone({ state: 'failed', settled: true, why: 'the host has changed since the plan was made' }),
    ),
    [
      'alice_: run 7 failed: the host has changed since the plan was made',
      'Nothing was begun. !clone gallifrey dev asks again',
    ],
  ],
  [
    'cancelled half-way',
    told({ kind: 'ended' }, stepped({ state: 'cancelled', why: 'cancelled by bob', ...ran }, done)),
    [
      'alice_: run 7 (clone gallifrey to gallifrey-dev) is cancelled after 1 step: cancelled by bob',
      `next: ${whatNow}`,
    ],
  ],
  [
    'left as it is',
    told({ kind: 'ended' }, stepped({ state: 'cancelled', settled: true, why: 'left as it is by bob' }, done)),
    ['alice_: run 7 (clone gallifrey to gallifrey-dev) is cancelled: left as it is by bob'],
  ],
  [
    'denied',
    told({ kind: 'ended' }, clone({ state: 'denied', why: 'denied by bob' })),
    ['alice_: run 7 (clone gallifrey to gallifrey-dev) was denied by bob; nothing was done'],
  ],
  [
    'expired',
    told({ kind: 'expired' }, clone({ state: 'expired', why: 'nobody approved it in time' })),
    [
      'alice_: run 7 (clone gallifrey to gallifrey-dev): nobody approved it in time; nothing was done. !clone gallifrey dev asks again',
    ],
  ],
  [
    'undone',
    told({ kind: 'ended' }, clone({ state: 'undone', why: 'taken back by run 9', undoneBy: 9 })),
    ['alice_: run 7 (clone gallifrey to gallifrey-dev) was taken back by run 9'],
  ],
])('%s', (_, news, expected) => {
  expect(lines(news)).toEqual(expected);
});

test("the time is said once: the run's, not the step's own", () => {
  const view = copying({ part: 0.25, text: '1 GiB of 4 GiB copied, 96 MiB/s, 32 s left' }, noon.toISOString());
  expect(lines(told({ kind: 'progress', step: 'copy' }, view, { secondsLeft: 40 }))).toEqual([
    "run 7, about 40 s left: copy of gallifrey's disk: 25%, 1 GiB of 4 GiB copied, 96 MiB/s",
  ]);
});

test('time left is worked out from the step where earlier runs say nothing', () => {
  const view = copying({ part: 0.25, text: 't' }, noon.toISOString());
  expect(lines(told({ kind: 'progress', step: 'copy' }, view), { now: later(100) })?.[0]).toMatch(
    /^run 7, about 5 min left: .*: 25%, t$/,
  );
});

test.each<[RunNews['news'], RunView, string]>([
  [{ kind: 'ended' }, clone({ state: 'failed' }), 'urgent'],
  [{ kind: 'expired' }, clone({ state: 'expired' }), 'urgent'],
  [{ kind: 'started' }, clone({ state: 'running' }), 'normal'],
  [{ kind: 'progress', step: 'copy' }, copying({ text: 't' }, noon.toISOString()), 'progress'],
])('%j is said with the urgency it has', (news, view, lane) => {
  expect(render(told(news, view), { reactions: true, now: noon, platform: 'irc' })).toMatchObject({
    lane,
    asks: false,
  });
});
