import { expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { deny } from '../../commands/deny.ts';
import { DrainGate } from '../../main/drain-gate.ts';
import type { Acknowledge } from '../../src/bot/adapter.ts';
import type { Reading } from '../../src/bot/command.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import type { Said } from '../../src/bot/said.ts';
import { JournalUnusable, type Notes } from '../../src/journal/journal.ts';
import type { Json } from '../../src/journal/json.ts';
import { eventually } from '../support/eventually.ts';
import { notesInMemory } from '../support/notes.ts';
import { type Stage, stage, toyCommand } from './stage.ts';

const talk: Reading = {
  name: 'talk',
  kind: 'read',
  usage: 'talk',
  summary: 'Says something.',
  examples: [{ say: 'talk', shows: 'talk' }],
  answer: async () => ({ tone: 'answer', lines: ['well'] }),
};
const commands = [talk, approve, deny, toyCommand('paint', 'safe'), toyCommand('burn', 'destructive')];
const where = { platform: 'slack', channel: 'C01', private: false };
/** As the network names who spoke: that proves nothing. */
const unproven = (nick: string) => ({ platform: 'slack', nick, account: null });
const asked = (text: string, id = 'm1') => ({ where, speaker: unproven('U02'), text, id });

/** A network that says who spoke when it is asked, and what it was asked and told, in order. */
async function network(
  given: { readonly notes?: Notes; readonly on?: Stage; readonly disk?: Promise<void> } = {},
): Promise<{ readonly steps: string[]; readonly ack: Acknowledge; readonly on: Stage }> {
  const { notes = notesInMemory(), disk = Promise.resolve() } = given;
  const steps: string[] = [];
  const kept: Notes = {
    ...notes,
    takeNote: async (...args) => {
      const taken = await notes.takeNote(...args);
      steps.push(taken ? 'written down' : 'known');
      return taken && { onDisk: disk.then(() => void steps.push('on the disk')) };
    },
  };
  const on = given.on ?? (await stage(commands, { notes: kept, working: false }));
  Object.assign(on.on('slack').heard, {
    read: async (heard: Json): Promise<Said> => {
      const said = heard as unknown as Said;
      steps.push('asked who spoke');
      const proven = { platform: 'slack', nick: 'U02', account: 'T01/U02' };
      return 'message' in said
        ? { ...said, message: { ...said.message, speaker: proven } }
        : { ...said, vote: { ...said.vote, speaker: proven } };
    },
  });
  const ack: Acknowledge = async (unkept) => {
    steps.push(unkept ? 'acknowledged unkept' : 'acknowledged');
    return false;
  };
  return { steps, ack, on };
}

async function keptIn(notes: Notes): Promise<readonly string[]> {
  return [...(await notes.notes('heard on slack')).keys()];
}

test('what a network waits to hear about is written down, and acknowledged no sooner than the disk has it; an answer does not wait for that', async () => {
  const disk = Promise.withResolvers<void>();
  const { steps, ack, on } = await network({ disk: disk.promise });
  const { bot, heard } = on.on('slack');
  const dealt = bot.message(asked('talk'), ack);
  await eventually(() => expect(heard.said).toEqual(['well']));
  expect(steps).toEqual(['written down', 'asked who spoke']);
  disk.resolve();
  await dealt;
  expect(steps).toEqual(['written down', 'asked who spoke', 'on the disk', 'acknowledged']);
});

test('what the network shows only when it is acknowledged is not answered before', async () => {
  const { steps, ack, on } = await network();
  await on.on('slack').bot.message(asked('talk'), Object.assign(ack, { first: () => true }));
  expect(steps).toEqual(['written down', 'on the disk', 'acknowledged', 'asked who spoke']);
});

test('what is delivered again is acknowledged again, and dealt with once', async () => {
  const { steps, ack, on } = await network();
  const { bot, heard } = on.on('slack');
  await bot.message(asked('burn wall down'), ack);
  await Promise.all([1, 2].map(() => bot.message(asked('talk', 'm2'), ack)));
  const vote = {
    where,
    speaker: unproven('U02'),
    message: 'slack-1',
    id: 'v1',
    vote: 'deny',
    withdrawn: false,
  } as const;
  await Promise.all([1, 2].map(() => bot.vote(vote, ack)));
  expect(steps.filter((step) => step === 'acknowledged')).toHaveLength(5);
  expect(heard.said).toEqual(['well']);
  expect((await on.engine.view(1))?.state).toBe('denied');
});

test('what the network must deliver again, since it was not acknowledged, is left to the next process', async () => {
  const notes = notesInMemory();
  const { on } = await network({ notes });
  const { bot, heard } = on.on('slack');
  const refuse = Object.assign(() => Promise.reject(new Error('another process speaks')), { first: () => true });
  await expect(bot.message(asked('talk'), refuse)).rejects.toThrow('another process speaks');
  expect(heard.said).toEqual([]);
  const next = await network({ notes });
  await next.on.on('slack').bot.resume();
  await eventually(() => expect(next.on.on('slack').heard.said).toEqual(['well']));
});

test('what cannot be written down is acknowledged, that is said once, and nothing is done about it, then or later', async () => {
  const notes = notesInMemory();
  let full = true;
  const failing: Notes = {
    ...notes,
    takeNote: (...args) => (full ? Promise.reject(new JournalUnusable('the disk is full')) : notes.takeNote(...args)),
  };
  const { steps, ack, on } = await network({ on: await stage(commands, { notes: failing, working: false }) });
  const { bot, heard } = on.on('slack');
  await Promise.all([1, 2].map(() => bot.message(asked('paint wall red'), ack)));
  full = false;
  await bot.message(asked('paint wall red'), ack);
  expect(steps).toEqual(['acknowledged unkept', 'acknowledged unkept', 'acknowledged']);
  expect(heard.said).toEqual(['the disk is full', 'Ask again once it can be used.']);
  expect(heard.replies.map(({ reply }) => reply.unsure)).toEqual([true]);
  expect(await on.engine.runs()).toEqual([]);
});

test.each([true, false])(
  'what the journal had all the same, though it did not say so, is not done after the person was told so: acknowledged %s',
  async (acknowledged) => {
    const notes = notesInMemory();
    const lossy: Notes = {
      ...notes,
      takeNote: async (...args) => {
        await notes.takeNote(...args);
        throw new JournalUnusable('Redis does not answer');
      },
    };
    const { ack, on } = await network({ on: await stage(commands, { notes: lossy, working: false }) });
    const { bot, heard } = on.on('slack');
    const known = { ...asked('paint wall red'), speaker: { ...unproven('U02'), account: 'T01/U02' } };
    await bot.message(known, ...(acknowledged ? [ack] : []));
    await bot.resume();
    await eventually(async () => expect(await keptIn(notes)).toEqual([]));
    expect(heard.said).toEqual(['Redis does not answer', 'Ask again once it can be used.']);
    expect(await on.engine.runs()).toEqual([]);
  },
);

test('what the network itself shows to the person is not said again', async () => {
  const failing: Notes = {
    ...notesInMemory(),
    takeNote: () => Promise.reject(new JournalUnusable('the disk is full')),
  };
  const { on } = await network({ on: await stage(commands, { notes: failing, working: false }) });
  const shown: (readonly string[] | undefined)[] = [];
  await on.on('slack').bot.message(asked('talk'), async (unkept) => shown.push(unkept && replyText(unkept)) > 0);
  expect([shown, on.on('slack').heard.said]).toEqual([[['the disk is full', 'Ask again once it can be used.']], []]);
});

test('what no process came to the end of is given up, and who said it reads that', async () => {
  const notes = notesInMemory();
  const heard = { message: asked('burn wall down'), at: Date.now() } as unknown as Json;
  await notes.putNote('heard on slack', 'slack C01 m1', { at: Date.now(), heard, tries: 3 });
  const { on } = await network({ notes });
  const { bot, heard: said } = on.on('slack');
  await bot.resume();
  await eventually(() => expect(said.said).toEqual([expect.stringMatching(/^I was restarted several times/)]));
  expect(said.replies[0]?.to.speaker.account).toBe('T01/U02');
  expect(await on.engine.runs()).toEqual([]);
});

test('what arrives while farmhand stops is written down and acknowledged, and dealt with by the next process', async () => {
  const notes = notesInMemory();
  const { steps, ack, on } = await network({ notes });
  const { bot, heard } = on.on('slack');
  const gate = new DrainGate();
  const inbound = gate.guard(bot, bot.later);
  await gate.drain(1000);
  await inbound.message(asked('talk'), ack);
  expect([steps, heard.said]).toEqual([['written down', 'on the disk', 'acknowledged'], []]);
  const next = await network({ notes });
  await next.on.on('slack').bot.resume();
  await eventually(() => expect(next.on.on('slack').heard.said).toEqual(['well']));
});

test('without an inbox it is dealt with all the same, and once', async () => {
  const { steps, ack, on } = await network({ on: await stage(commands, { working: false }) });
  const { bot, heard } = on.on('slack');
  await Promise.all([1, 2].map(() => bot.message(asked('talk'), ack)));
  expect(steps.toSorted()).toEqual(['acknowledged', 'acknowledged', 'asked who spoke']);
  expect(heard.said).toEqual(['well']);
});
