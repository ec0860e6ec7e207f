import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { redactingJournal } from '../../main/redacting-journal.ts';
import { redactor } from '../../src/bot/secrets.ts';
import type { NewEvent } from '../../src/journal/journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/journal.ts';

test("a secret in a host's words does not stay in the journal; receipts are kept to the letter, and the chain is whole", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-journal-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const redact = redactor({ FARMHAND_IRC_PASSWORD: 'correct-horse' });
  const journal = redactingJournal(await openSqliteJournal(join(folder, 'journal.sqlite')), redact);
  onTestFinished(() => journal.close());
  const head = { state: 'failed', settled: true, title: 'a title', subjects: [], by: 'loic' };
  const failed = { step: 'site', why: 'host01: said correct-horse', receipt: { removed: 'http://u:pw@host/' } };
  const events: NewEvent[] = [
    { type: 'planned', data: 'only a text' },
    { type: 'step.failed', data: failed },
    { type: 'step.progress', data: { step: 'site', text: 'copied correct-horse' } },
    { type: 'ended', data: { state: 'failed', why: 'xoxb-1234567890-abcdef was refused' } },
  ];
  const [{ run } = { run: 0 }] = await journal.append({ run: 'new', version: 0, events, head });
  expect((await journal.events(run)).map(({ data }) => data)).toEqual([
    'only a text',
    { ...failed, why: 'host01: said [FARMHAND_IRC_PASSWORD]' },
    { step: 'site', text: 'copied [FARMHAND_IRC_PASSWORD]' },
    { state: 'failed', why: '[Slack token] was refused' },
  ]);
  expect(await journal.verify()).toMatchObject({ ok: true, events: 4 });
});
