import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answered } from '../../../adapters/slack/answer.ts';
import type { Content } from '../../../adapters/slack/blocks.ts';
import { ending } from '../../../adapters/slack/ending.ts';
import { pieces } from '../../../adapters/slack/message-sender.ts';
import { plain } from '../../../adapters/slack/plain.ts';
import { runMessage } from '../../../adapters/slack/plan.ts';
import type { RunNews } from '../../../src/bot/news.ts';
import type { RunState, RunView, StepState } from '../../../src/engine/run.ts';
import { run, step } from '../../bot/views.ts';
import { anyText } from '../../support/any-text.ts';
import { type Block, refused, textsIn } from '../../support/slack/limits.ts';

const states: readonly RunState[] = [
  'waiting',
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
  'denied',
  'expired',
  'undone',
];
const stepStates: readonly StepState[] = ['waiting', 'running', 'done', 'skipped', 'failed', 'unknown'];

const told = (given: Partial<RunView>, more: Partial<RunNews> = {}): RunNews => ({
  news: { kind: 'started' },
  view: run(given),
  ...more,
});
const shown = ({ blocks }: Content) => textsIn(blocks).join('\n');
const buttons = ({ blocks }: Content) =>
  blocks.flatMap((block) => (block.type === 'actions' ? textsIn(block.elements) : []));
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
  state: fc.constantFrom(...states),
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

  test('asks for a second look before something can be lost', () => {
    const [approve] = runMessage(told({}, waiting)).blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements : [],
    );
    expect(approve).toMatchObject({
      action_id: 'approve',
      value: expect.stringMatching(/^7 [0-9a-f]{8}$/),
      confirm: { title: { text: 'Approve run 7' } },
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

describe('an answer', () => {
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
