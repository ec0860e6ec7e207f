import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { answeredBy, answers } from '../../../src/bot/documents/answers.ts';
import { answerOf, documentOf, lineOf } from '../../../src/bot/documents/document-of.ts';
import { eventOf } from '../../../src/bot/documents/event-of.ts';
import { runOf } from '../../../src/bot/documents/run-of.ts';
import { document, eventLine, outputSchema } from '../../../src/bot/documents/schema.ts';
import { presentable } from '../../../src/bot/presentable.ts';
import { root } from '../../support/source.ts';
import { run, step } from '../views.ts';

const hostsOf = () => ['host01'];

test('output.schema.json is what `farmhand schema output` prints', () => {
  const shipped = JSON.parse(readFileSync(join(root, 'output.schema.json'), 'utf8'));
  expect(shipped).toEqual(JSON.parse(JSON.stringify(outputSchema())));
});

test('every kind of answer is one that a document may have, and the commands that answer so are there', () => {
  const { options } = document.shape.answer.unwrap();
  expect(options.map((option) => option.shape.kind.value)).toEqual(Object.keys(answers));
  const names = commands.map(({ name }) => name);
  expect(Object.values(answeredBy).flatMap((by) => by?.filter((name) => !names.includes(name)))).toEqual([]);
});

test('an answer without facts is its text, rows lined up; a refusal says so by its kind', () => {
  const reply = { headline: '2 VMs', lines: [['gallifrey', 'up'], ['skaro', 'down'], 'that is all'] };
  expect(answerOf({ tone: 'answer', ...reply })).toEqual({
    kind: 'text',
    headline: '2 VMs',
    findings: [],
    lines: ['gallifrey  up', 'skaro      down', 'that is all'],
  });
  expect(answerOf({ tone: 'refusal', lines: ['No.'] })).toEqual({ kind: 'refusal', lines: ['No.'] });
});

test('a run that waits has what it waits for, and each step its hosts and needs', () => {
  const view = run({ steps: [step({ id: 'one' }), step({ id: 'two', after: ['one'] })] });
  const made = runOf(view, { waitsFor: 'a second person', mayApprove: [{ name: 'bob' }] }, hostsOf);
  const whole = documentOf({ command: '!start skaro', exit: 3, runs: [made] });
  expect(document.parse(JSON.parse(lineOf(whole)))).toEqual(whole);
  expect(made).toMatchObject({ state: 'waiting', waitsFor: 'a second person', mayApprove: ['bob'] });
  expect(made.steps.map(({ id }) => id)).toEqual(made.plan.steps.map(({ id }) => id));
  expect(made.plan.steps.every(({ hosts }) => hosts[0] === 'host01')).toBe(true);
});

test.each([
  ['planned', { kind: 'planned' }],
  ['that it is followed', { kind: 'following' }],
  ['a vote', { kind: 'vote', person: 'bob', from: 'irc', vote: 'approve' }],
  ['a step', { kind: 'step', step: 'one', state: 'began' }],
  ['an alert', { kind: 'alert', text: 'it is slow', people: [] }],
  ['the end', { kind: 'ended' }],
] as const)('%s is a line that the schema knows', (_, news) => {
  const line = eventOf({ news, view: run({ state: 'running' }), seq: 7 }, new Date());
  expect(eventLine.parse(JSON.parse(lineOf(line)))).toEqual(line);
});

test('a secret is in no fact, be it deep within', () => {
  const data = {
    kind: 'person',
    name: 'bob',
    roles: ['sesame-opens'],
    platform: 'irc',
    account: 'sesame-opens',
  } as const;
  const shown = presentable({ tone: 'answer', lines: [], data }, (text) => text.replaceAll('sesame-opens', '[TOKEN]'));
  expect(JSON.stringify(shown)).not.toContain('sesame-opens');
});

test('what a terminal would act on, or nobody sees, is escaped in a line and there for who parses it', () => {
  const hostile = { text: 'a\u009b31m\u202e b\u{e0041}\u3164\u007f\u2028é' };
  const line = lineOf(hostile);
  expect(line).toMatch(/^[ -~é]*$/);
  expect(JSON.parse(line)).toEqual(hostile);
});
