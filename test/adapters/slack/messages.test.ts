import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answered, fitting } from '../../../adapters/slack/answer.ts';
import type { Content } from '../../../adapters/slack/blocks.ts';
import { ending } from '../../../adapters/slack/ending.ts';
import { pieces } from '../../../adapters/slack/message-sender.ts';
import { plain } from '../../../adapters/slack/plain.ts';
import { runMessage } from '../../../adapters/slack/plan.ts';
import { saidIn } from '../../../adapters/slack/said.ts';
import type { Reply } from '../../../src/bot/adapter.ts';
import type { RunNews } from '../../../src/bot/news.ts';
import { type RunState, type RunView, runStates, type StepState } from '../../../src/engine/run.ts';
import { run, step } from '../../bot/views.ts';
import { anyText } from '../../support/any-text.ts';
import { type Block, refused, textsIn } from '../../support/slack/limits.ts';

const stepStates: readonly StepState[] = ['waiting', 'running', 'done', 'skipped', 'failed', 'unknown'];

const told = (given: Partial<RunView>, more: Partial<RunNews> = {}): RunNews => ({
  news: { kind: 'started' },
  view: run(given),
  ...more,
});
const shown = ({ blocks }: Content) => textsIn(blocks).join('\n');
const buttons = ({ blocks }: Content) =>
  blocks.flatMap((block) => (block.type === 'actions' ? textsIn(block.elements) : []));
const pressed = ({ blocks }: Content) =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])).filter((one) => one.type === 'button');
const labels = (content: Content) => pressed(content).map((one) => one.accessibility_label);
const taken = ({ blocks }: Content) => refused(blocks as unknown as readonly Block[]);

const words = fc.oneof(
  fc.string({ maxLength: 30 }),
  anyText({ maxLength: 4000 }),
  fc.constant('<!channel> `x` *y* & <@U1>'),
);
const anyStep = fc.record({
  id: fc.string(),
  title: words,
  why: words,
  state: fc.constantFrom(...stepStates),
  progress: fc.record({ text: words }),
});
const anyView = fc.record({
  state: fc.constantFrom(...runStates),
  why: words,
  by: words,
  steps: fc.array(anyStep, { minLength: 1, maxLength: 80 }).map((steps) => steps.map((one) => step(one))),
  votes: fc.array(
    fc.record({
      person: words,
      from: fc.constantFrom('irc', 'slack'),
      at: fc.constant('2026-01-01T10:00:00.000Z'),
      hash: fc.constant('f'.repeat(64)),
    }),
    { maxLength: 9 },
  ),
  startedAt: fc.constant('2026-01-01T10:00:00.000Z'),
  endedAt: fc.constant('2026-01-01T10:01:00.000Z'),
});
const anyPlan = fc.record({
  title: words,
  notes: fc.array(words, { maxLength: 12 }),
  values: fc.array(fc.tuple(fc.string({ maxLength: 40 }), words), { maxLength: 15 }),
});

describe('Slack takes', () => {
  test('the message of any run', () => {
    fc.assert(
      fc.property(anyView, anyPlan, fc.option(words), (view, plan, waitsFor) => {
        const whole = run(view);
        const news = told({ ...whole, plan: { ...whole.plan, ...plan } }, waitsFor === null ? {} : { waitsFor });
        expect(taken(runMessage(news))).toBeUndefined();
        expect(taken(ending({ ...news, asker: 'U1' }))).toBeUndefined();
        for (const { text } of [runMessage(news), ending(news)]) expect(text).not.toMatch(/<[!@#](?!U1>)/);
      }),
      { numRuns: 300 },
    );
  });

  test('any answer', () => {
    const reply = fc.record({
      tone: fc.constantFrom('answer', 'refusal', 'error'),
      lines: fc.array(words, { minLength: 1, maxLength: 60 }),
    });
    fc.assert(
      fc.property(reply, ({ tone, lines }) => {
        const content = answered({ tone: tone as 'answer', lines }, 'U1');
        expect(taken(content)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

describe('the message of a run', () => {
  const waiting = { waitsFor: 'a second person' };

  test('a run and its end lead to its page, where there is one', () => {
    const page = 'https://farm.example.org/runs/7';
    const news = told({ state: 'done' }, { page });
    for (const content of [runMessage(news), ending(news)]) {
      expect(shown(content)).toContain(`<${page}|`);
      expect(taken(content)).toBeUndefined();
    }
  });

  test('names those who would notice it, so that Slack notifies them; who has no identity there is named by farm.yaml', () => {
    const noticed = [{ name: 'bruno', account: 'T0123456789/U0123456789' }, { name: '<!here>' }];
    expect(JSON.stringify(runMessage(told({}, { ...waiting, noticed })).blocks)).toContain(
      '<@U0123456789>, *&lt;!here&gt;*: you are logged in there',
    );
  });

  test('asks while it waits, and then gives way to who approved, from where', () => {
    const asks = runMessage(told({}, waiting));
    expect(buttons(asks)).toEqual(['Approve', 'Deny', 'Show plan']);
    expect(shown(asks)).toContain('Waits for *a second person* until <!date^1767263400');
    const votes = [{ person: 'nina', from: 'irc', at: '2026-01-01T10:05:00.000Z', hash: 'f'.repeat(64) }];
    const settled = runMessage(told({ votes, state: 'queued' }));
    expect(buttons(settled)).toEqual(['Show plan']);
    expect(shown(settled)).toMatch(/approved by \*nina\* from irc <!date\^1767261900/);
  });

  test('has its buttons on the first screen of a phone, whatever it costs and however many its steps are', () => {
    const steps = Array.from({ length: 40 }, (_, i) => step({ id: `s${i}`, title: `set the record number ${i}` }));
    const notes = Array.from(
      { length: 9 },
      (_, i) => `what the plan costs, in words that fill a line of a screen, ${i}`,
    );
    const mayApprove = ['nina', 'bruno', 'chloe'].map((name) => ({ name }));
    const view = run({ steps });
    const plan = { ...view.plan, losses: ['lost for good: what is on its disk (30 GiB)'], notes };
    const { blocks } = runMessage(told({ ...view, plan }, { ...waiting, mayApprove }));
    const before = blocks.slice(
      0,
      blocks.findIndex(({ type }) => type === 'actions'),
    );
    const lines = textsIn(before)
      .flatMap((text) => text.split('\n'))
      .map((line) => Math.ceil(line.length / 36));
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThan(16);
    expect(before.map(({ type }) => type)).toEqual(['header', 'section']);
  });

  test('says first what is lost, and marks the steps that lose it, which others do not hide', () => {
    const steps = [
      step({ id: 'a', title: 'stop it', risk: 'disruptive' }),
      step({ id: 'b', title: 'remove the instance', risk: 'destructive' }),
      step({ id: 'c', title: 'remove the record' }),
    ];
    const view = run({ steps });
    const text = shown(
      runMessage(told({ ...view, plan: { ...view.plan, losses: ['lost for good: its disk'] } }, waiting)),
    );
    expect(text).toContain('‼ *Destructive*: lost for good: its disk\nWaits for');
    expect(text).toContain('1. stop it\n2. ‼ remove the instance (destructive)\n3. remove the record');
    const many = Array.from({ length: 200 }, (_, i) =>
      step({ id: `s${i}`, title: `step number ${i}`, risk: 'destructive' }),
    );
    expect(shown(runMessage(told(run({ steps: many }), waiting)))).toMatch(
      /… (\d+) more steps, \1 of them destructive/,
    );
  });

  test('calls those who may approve and have not, where they are few', () => {
    const mayApprove = [{ name: 'nina', account: 'T0123/U0NINA' }, { name: 'bruno' }];
    const text = (given: Partial<RunNews>) => JSON.stringify(runMessage(told({}, { ...waiting, ...given })).blocks);
    expect(text({ mayApprove })).toContain('<@U0NINA> or *bruno* may.');
    const votes = [{ person: 'nina', from: 'irc', at: '2026-01-01T10:05:00.000Z', hash: 'f'.repeat(64) }];
    expect(text({ mayApprove, view: run({ votes }) })).toContain(' *bruno* may.');
    expect(text({ mayApprove: Array(6).fill({ name: 'x', account: 'T0123/U0X' }) })).not.toContain('<@U0X>');
  });

  test('keeps its costs and steps open, and says on each button for a screen reader what it is about', () => {
    const { blocks } = runMessage(told({}, waiting));
    expect(blocks.filter((block) => block.type === 'section' && block.text).every((block) => 'expand' in block)).toBe(
      true,
    );
    expect(labels({ text: '', blocks })).toEqual([
      'Approve run 7: destroy gallifrey-dev',
      'Deny run 7: destroy gallifrey-dev',
      'Show the whole plan of run 7: destroy gallifrey-dev',
    ]);
  });

  test('asks for a second look before something can be lost', () => {
    const [approve] = runMessage(told({}, waiting)).blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements : [],
    );
    expect(approve).toMatchObject({
      action_id: 'approve',
      value: expect.stringMatching(/^7 [0-9a-f]{8}$/),
      style: 'danger',
      confirm: { title: { text: 'Approve run 7' }, style: 'danger' },
    });
  });

  test('shows how far each step is', () => {
    const steps = [
      step({ id: 'one', state: 'done', attempt: 1 }),
      step({ id: 'two', state: 'running', attempt: 1, progress: { part: 0.419, text: '12 of 30 GiB' } }),
      step({ id: 'three' }),
    ];
    const text = shown(
      runMessage(told({ state: 'running', startedAt: '2026-01-01T10:00:00.000Z', steps }, { secondsLeft: 90 })),
    );
    expect(text).toContain('✓ one\n▸ two: 41%  12 of 30 GiB\n· three');
    expect(text).toContain('Running: 1 of 3 steps, about 1 min 30 s left.');
  });

  test('of very many steps shows those that are left', () => {
    const steps = Array.from({ length: 200 }, (_, i) =>
      step({ id: `remove the record number ${i}`, state: i < 150 ? 'done' : 'waiting' }),
    );
    const text = shown(runMessage(told({ state: 'running', startedAt: '2026-01-01T10:00:00.000Z', steps })));
    expect(text).toContain('✓ 150 steps done\n· remove the record number 150');
    expect(text).toMatch(/… \d+ more steps|number 199/);
  });

  test.each<[RunState, Partial<RunView>, string]>([
    ['done', { startedAt: '2026-01-01T10:00:00.000Z', endedAt: '2026-01-01T10:06:12.000Z' }, 'Done in 6 min 12 s.'],
    ['denied', { why: 'denied by nina' }, 'Denied: denied by nina.'],
    ['expired', { why: 'nobody approved it in time' }, 'Expired: nobody approved it in time.'],
    [
      'failed',
      { steps: [step({ id: 'copy', state: 'failed' })], why: 'no space\nmore' },
      'Run 7 failed at step 1 of 1, copy: no space.',
    ],
  ])('when %s says so, without buttons', (state, view, says) => {
    const message = runMessage(told({ state, ...view }));
    expect(shown(message)).toContain(says);
    expect(buttons(message)).toEqual([]);
  });
});

describe('the end of a run', () => {
  const failed = step({ id: 'copy', state: 'failed', why: 'no space' });
  test.each<[string, Partial<RunView>, Partial<RunNews>, readonly string[]]>([
    ['done', { state: 'done', settled: true }, { undoable: true }, ['undo 7', 'log 7']],
    ['done for good', { state: 'done', settled: true }, { undoable: false }, ['log 7']],
    ['failed', { state: 'failed', steps: [failed] }, {}, ['retry 7', 'undo 7', 'cancel 7', 'log 7 copy']],
    ['failed with nothing begun', { state: 'failed', settled: true }, {}, ['destroy gallifrey-dev', 'log 7']],
    ['cancelled half-way', { state: 'cancelled' }, {}, ['retry 7', 'undo 7', 'cancel 7', 'log 7']],
    ['expired', { state: 'expired', settled: true }, {}, ['destroy gallifrey-dev']],
    ['denied', { state: 'denied', settled: true }, {}, []],
    ['taken back', { state: 'undone', settled: true }, {}, []],
  ])('%s offers what can be typed then', (_, view, more, says) => {
    const content = ending(told(view, more));
    expect(pressed(content).map(({ value }) => value)).toEqual(says);
    expect(labels(content).every((label) => label?.includes('run 7'))).toBe(true);
  });

  test('an undoing that loses something is marked, and asked about once more', () => {
    const undo = (more: Partial<RunNews>) =>
      pressed(ending(told({ state: 'done', settled: true }, { undoable: true, ...more })))[0];
    expect(undo({ undoLoses: true })).toMatchObject({ style: 'danger', confirm: { style: 'danger' } });
    expect(undo({ undoLoses: false })).not.toHaveProperty('style');
    expect(undo({})).toMatchObject({ confirm: { title: { text: 'Undo run 7' } } });
  });
});

test('what is offered with a notice has buttons, which type it for whoever presses and are asked about first', () => {
  const offers = [
    { label: 'Extend 7 days', types: 'extend gallifrey-dev 7d' },
    { label: 'Keep for ever', types: 'extend gallifrey-dev for ever' },
  ];
  const tells = { headline: 'gallifrey-dev ends in 3 d', next: ['!extend gallifrey-dev 7d puts that off'], offers };
  const { plan } = run();
  const message = ending(told({ state: 'done', settled: true, plan: { ...plan, tells } }, { asker: 'U1' }));
  expect(shown(message)).toContain('gallifrey-dev ends in 3 d');
  expect(taken(message)).toBeUndefined();
  const elements = message.blocks.flatMap((block) => (block.type === 'actions' ? block.elements : []));
  const typed = elements.map((element) => {
    if (element.type !== 'button') throw new Error(`a ${element.type}`);
    expect(element.confirm?.text.text).toBe(`As if you typed !${element.value}`);
    const place = { channel: 'C1', message: '1.2' };
    const pressed = {
      is: 'button',
      keys: ['tr'],
      ...place,
      user: 'U9',
      action: element.action_id ?? '',
      value: element.value ?? '',
    } as const;
    return saidIn(pressed, { approve: [], deny: [] });
  });
  expect(typed).toEqual(
    offers.map(({ types }) => ({
      message: {
        where: { platform: 'slack', channel: 'C1', private: false },
        speaker: { platform: 'slack', nick: 'U9', account: null },
        text: types,
        id: 'tr',
      },
      at: expect.any(Number),
    })),
  );
  const { offers: _, ...plainly } = tells;
  expect(buttons(ending(told({ state: 'done', plan: { ...plan, tells: plainly } })))).toEqual([]);
});

describe('an answer', () => {
  const list: Reply = {
    tone: 'answer',
    headline: '2 VMs: 1 runs, 1 down',
    findings: ['skaro: no DHCP entry'],
    lines: [['gallifrey', 'running', '', '10.10.60.2'], 'host01: 20 GiB free'],
  };

  test('of rows needs no fixed width: the whole in bold, what is wrong, then a line a row', () => {
    const { blocks } = answered(list, undefined);
    expect(JSON.stringify(blocks)).not.toContain('preformatted');
    expect(shown({ text: '', blocks })).toBe(
      '2 VMs: 1 runs, 1 down\n⚠ skaro: no DHCP entry\ngallifrey\n  running · 10.10.60.2\nhost01: 20 GiB free',
    );
  });

  test('of many rows comes by pages, with a button for the next', () => {
    expect(fitting(list)).toBeLessThan(40);
    expect(pressed(answered({ ...list, left: 12 }, undefined))).toMatchObject([
      { text: { text: '12 more' }, value: 'more' },
    ]);
    expect(fitting({ tone: 'answer', lines: ['text'] })).toBe(Number.POSITIVE_INFINITY);
  });

  test('shows a long command as a whole, in shorter pages; and says of one that no message can hold where all of it is', () => {
    const long = `host01: sh -c '${'x'.repeat(2500)}; the end matters'`;
    const commands: Reply = { ...list, lines: Array.from({ length: 10 }, () => long) };
    expect(fitting(commands)).toBe(4);
    const part = answered({ ...commands, lines: commands.lines.slice(0, 2) }, undefined);
    expect(shown(part).match(/the end matters/g)).toHaveLength(2);
    expect([part.file, taken(part)]).toEqual([undefined, undefined]);
    const longer = { ...list, lines: [['step', `${'y'.repeat(30_000)} end`]] };
    const beside = answered(longer, undefined);
    expect(shown(beside)).toMatch(/ … \(cut: all of it is in the file\)$/);
    expect(beside.file).toContain('y end');
    const alone = answered(longer, undefined, false);
    expect(shown(alone)).toMatch(/ … \(cut: all of it is where you ask me directly\)$/);
    expect([alone.file, taken(alone), taken(beside)]).toEqual([undefined, undefined, undefined]);
  });

  test('names who asked when it is a refusal that others read too', () => {
    expect(shown(answered({ tone: 'refusal', lines: ['No.'] }, 'U1'))).toBe('<@U1>\n: No.');
    expect(shown(answered({ tone: 'refusal', lines: ['No.'] }, undefined))).toBe('No.');
    expect(shown(answered({ tone: 'answer', lines: ['Yes.'] }, 'U1'))).toBe('Yes.');
  });

  test('with columns is shown in a fixed width', () => {
    const types = (lines: readonly string[]) => JSON.stringify(answered({ tone: 'answer', lines }, undefined).blocks);
    expect(types(['gallifrey  running', 'skaro      down'])).toContain('rich_text_preformatted');
    expect(types(['One line.', 'Another.'])).not.toContain('rich_text_preformatted');
  });

  test('that is long is a file, and says so', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `line ${i}`);
    const { file, ...content } = answered({ tone: 'answer', lines, more: '!log 7' }, undefined);
    expect(file).toBe(`${lines.join('\n')}\n`);
    expect(shown(content)).toMatch(/^line 0\n[\s\S]*line 9\n… 50 more lines, all in the file, or !log 7$/);
  });

  test('that cannot be a file is said in pieces, cut between lines', () => {
    const text = Array.from({ length: 400 }, (_, i) => `line number ${i}`).join('\n');
    const parts = pieces(`${text}\n`);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join('\n')).toBe(text);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(2800);
  });
});

test.each([
  ['<http://a.farm|a.farm>', 'a.farm'],
  ['<https://a.farm/x>', 'https://a.farm/x'],
  ['<mailto:a@b.c|a@b.c>', 'a@b.c'],
  ['&lt;x&gt; &amp;amp;', '<x> &amp;'],
  ['“gallifrey”\u200b', '“gallifrey”'],
])('what was typed as %s reads %s', (given, read) => {
  expect(plain(given)).toBe(read);
});
