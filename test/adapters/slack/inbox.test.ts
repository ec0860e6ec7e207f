import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import type { Heard } from '../../../adapters/slack/hear.ts';
import { Inbox } from '../../../adapters/slack/inbox.ts';

const heard = (ts: string, event = `Ev${ts}`): Heard => ({
  is: 'message',
  keys: [event, `C1 ${ts}`],
  channel: 'C1',
  user: 'U1',
  text: 'status',
  ts,
  direct: false,
});

async function path({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-inbox-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'inbox.jsonl');
}

test('what was heard and not dealt with is there after a crash, in order; what was dealt with is not', async (context) => {
  const file = await path(context);
  const before = new Inbox(file);
  for (const ts of ['1', '2', '3']) before.add(heard(ts));
  before.done(heard('2'));
  const after = new Inbox(file);
  expect(after.left).toEqual([heard('1'), heard('3')]);
  before.close();
  after.close();
});

test('is on disk when it says so', async (context) => {
  const file = await path(context);
  const inbox = new Inbox(file);
  inbox.add(heard('1'));
  expect(await readFile(file, 'utf8')).toContain('"C1 1"');
  inbox.close();
});

test.each([
  ['its event', heard('9', 'Ev1')],
  ['its place and time: the mention in a message', heard('1', 'Ev9')],
])('knows what it heard by %s, across a restart', async (_, again) => {
  const file = await path({ onTestFinished: () => undefined });
  const first = new Inbox(file);
  first.add(heard('1'));
  first.done(heard('1'));
  expect(first.knows(again)).toBe(true);
  first.close();
  const second = new Inbox(file);
  expect(second.knows(again)).toBe(true);
  expect(second.knows(heard('2'))).toBe(false);
  second.close();
  await rm(join(file, '..'), { recursive: true });
});

test('a line that a crash cut short is left out: it was not acknowledged', async (context) => {
  const file = await path(context);
  const inbox = new Inbox(file);
  inbox.add(heard('1'));
  inbox.close();
  await appendFile(file, '{"at":1,"heard":{"is":"mess');
  const after = new Inbox(file);
  expect(after.left).toEqual([heard('1')]);
  after.close();
});

test('forgets what was dealt with an hour ago, and never what was not', async (context) => {
  const file = await path(context);
  const old = Date.now() - 3_700_000;
  const lines = [{ at: old, heard: heard('1') }, { done: 'Ev1' }, { at: old, heard: heard('2') }];
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const inbox = new Inbox(file);
  expect(inbox.knows(heard('1'))).toBe(false);
  expect(inbox.left).toEqual([heard('2')]);
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(1);
  inbox.close();
});

test('stays small however much it hears', async (context) => {
  const file = await path(context);
  await writeFile(
    file,
    `${JSON.stringify({ at: 1, heard: heard('0') })}\n${JSON.stringify({ done: 'Ev0' })}\n`.repeat(3000),
  );
  const inbox = new Inbox(file);
  inbox.add(heard('1'));
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(1);
  inbox.close();
});

test('a file that is no inbox is refused by its name', async (context) => {
  const file = await path(context);
  await writeFile(file, 'hello\n');
  expect(() => new Inbox(file)).toThrow(/inbox.jsonl should hold what was heard in Slack/);
});
