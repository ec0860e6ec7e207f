import { pino } from 'pino';
import { expect, test } from 'vitest';
import { AcknowledgedApprovals } from '../../../adapters/slack/acknowledged-approvals.ts';
import { Hearing } from '../../../adapters/slack/hearing.ts';
import { settings } from '../../../adapters/slack/settings.ts';
import type { Said } from '../../../src/bot/said.ts';
import type { Json } from '../../../src/journal/json.ts';
import { notesInMemory } from '../../support/notes.ts';

const where = { platform: 'slack', channel: 'C1', private: false };
const speaker = { platform: 'slack', nick: 'U1', account: null };
const hourAgo = Date.now() - 3600_000;

/** What is read, an hour later, of what was heard. */
async function readLate(heard: Omit<Said, 'at'>): Promise<Said | undefined> {
  const hearing = new Hearing({
    inbound: { vote: async () => undefined, open: async () => [] },
    given: await AcknowledgedApprovals.open(notesInMemory()),
    people: { speaker: async (nick) => ({ platform: 'slack', nick, account: `T1/${nick}` }) },
    names: settings.parse({}).reactions,
    log: pino({ level: 'silent' }),
    stopping: new AbortController().signal,
    reactions: async () => [],
  });
  return hearing.read({ ...heard, at: hourAgo } as unknown as Json);
}

test.each([false, true])(
  'a reaction that waited for a restart counts however old it is, as one that was missed does: taken back %s',
  async (withdrawn) => {
    const read = await readLate({ vote: { where, speaker, message: '1.2', vote: 'approve', withdrawn } });
    expect(read).toMatchObject({ vote: { withdrawn, speaker: { account: 'T1/U1' } } });
    expect(read?.at).toBeGreaterThan(hourAgo + 3500_000);
  },
);

test('what was said, or pressed, is as old as it is', async () => {
  const [vote, run] = ['approve', 7] as const;
  expect((await readLate({ message: { where, speaker, text: 'destroy x', id: '1' } }))?.at).toBe(hourAgo);
  expect((await readLate({ vote: { where, speaker, message: '1.2', vote, withdrawn: false, run } }))?.at).toBe(hourAgo);
});
