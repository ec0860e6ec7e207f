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
    expect(await before.left()).toEqual({ left: [], givenUp: [] });
    const after = new Inbox<string>(notes, 'irc');
    const left = [
      { key: 'c', heard: 'said c' },
      { key: 'b', heard: 'said b' },
    ];
    expect(await after.left()).toEqual({ left, givenUp: [] });
    expect(await after.left()).toEqual({ left: [], givenUp: [] });
    expect(await new Inbox(notes, 'slack').left()).toEqual({ left: [], givenUp: [] });
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
    expect(await new Inbox<string>(notes, 'slack', 60_000).take('m', 'status')).toBeUndefined();
    vi.setSystemTime(Date.now() + 60_001);
    await inbox.left();
    expect(await inbox.take('m', 'status')).toBeDefined();
  } finally {
    vi.useRealTimers();
  }
});

test('what could not be written down is not in hand', async () => {
  const notes = notesInMemory();
  const full = { ...notes, takeNote: () => Promise.reject(new Error('full')) };
  await expect(new Inbox<string>(full, 'irc').take('m', 'status')).rejects.toThrow('full');
});

test('what ends each process that deals with it is given up after the third', async () => {
  const notes = notesInMemory();
  const one = { key: 'm', heard: 'status' };
  await new Inbox<string>(notes, 'irc').take(one.key, one.heard);
  for (let tries = 0; tries < 3; tries++)
    expect(await new Inbox<string>(notes, 'irc').left()).toEqual({ left: [one], givenUp: [] });
  expect(await new Inbox<string>(notes, 'irc').left()).toEqual({ left: [], givenUp: [one] });
  expect(await new Inbox<string>(notes, 'irc').left()).toEqual({ left: [], givenUp: [] });
});

test('what is left in good order, however often, is not given up', async () => {
  const notes = notesInMemory();
  const one = { key: 'm', heard: 'status' };
  await new Inbox<string>(notes, 'slack').take(one.key, one.heard);
  for (let turns = 0; turns < 10; turns++) {
    const inbox = new Inbox<string>(notes, 'slack');
    expect(await inbox.left()).toEqual({ left: [one], givenUp: [] });
    await inbox.leave();
  }
});

test('what was dealt with is not left to anybody', async () => {
  const notes = notesInMemory();
  const inbox = new Inbox<string>(notes, 'slack');
  await inbox.take('m', 'status');
  await inbox.take('n', 'runs');
  await inbox.done('m');
  await inbox.leave();
  expect(await new Inbox<string>(notes, 'slack').left()).toEqual({
    left: [{ key: 'n', heard: 'runs' }],
    givenUp: [],
  });
});
