import { expect, test, vi } from 'vitest';
import { Inbox } from '../../src/bot/inbox.ts';
import { notesInMemory } from '../support/notes.ts';

test('what was heard and not dealt with is there for the next process, in order; what was dealt with is not', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const notes = notesInMemory();
    const before = new Inbox<string>(notes, 'irc');
    for (const key of ['c', 'a', 'b']) {
      await before.take(key, `said ${key}`);
      vi.setSystemTime(Date.now() + 1);
    }
    await before.done('a');
    expect(await before.left()).toEqual([]);
    const after = new Inbox<string>(notes, 'irc');
    expect(await after.left()).toEqual([
      { key: 'c', heard: 'said c' },
      { key: 'b', heard: 'said b' },
    ]);
    expect(await after.left()).toEqual([]);
    expect(await new Inbox(notes, 'slack').left()).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test('what two processes hear is taken by one', async () => {
  const notes = notesInMemory();
  const [one, other] = [new Inbox<string>(notes, 'slack'), new Inbox<string>(notes, 'slack')];
  const taken = await Promise.all([one.take('m', 'status'), other.take('m', 'status')]);
  expect(taken.filter(Boolean)).toHaveLength(1);
});

test('what was dealt with is known for as long as it may be delivered again, and then forgotten', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const notes = notesInMemory();
    const inbox = new Inbox<string>(notes, 'slack', 60_000);
    await inbox.take('m', 'status');
    await inbox.done('m');
    expect(await new Inbox<string>(notes, 'slack', 60_000).take('m', 'status')).toBe(false);
    vi.setSystemTime(Date.now() + 60_001);
    expect(await inbox.left()).toEqual([]);
    expect(await inbox.take('m', 'status')).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test('what could not be written down is not in hand', async () => {
  const notes = notesInMemory();
  const full = { ...notes, addNote: () => Promise.reject(new Error('full')) };
  await expect(new Inbox<string>(full, 'irc').take('m', 'status')).rejects.toThrow('full');
});
