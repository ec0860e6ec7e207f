import { expect, test } from 'vitest';
import { Subscriptions } from '../../src/bot/subscriptions.ts';
import { notesInMemory } from '../support/notes.ts';

const channel = { platform: 'irc', channel: '#xivo', private: false };
const thread = { platform: 'slack', channel: 'C01', thread: '1.2', private: false };

test('a place that is added is kept, by VM, once, until it is taken away', async () => {
  const notes = notesInMemory();
  const subscriptions = new Subscriptions(notes);
  expect(await subscriptions.of('gallifrey')).toEqual([]);
  expect(await subscriptions.set('gallifrey', channel, true)).toBe(true);
  expect(await subscriptions.set('gallifrey', channel, true)).toBe(false);
  expect(await subscriptions.set('gallifrey', thread, true)).toBe(true);
  expect(await new Subscriptions(notes).of('gallifrey')).toEqual([channel, thread]);
  expect(await subscriptions.of('skaro')).toEqual([]);
  expect(await subscriptions.set('gallifrey', channel, false)).toBe(true);
  expect(await subscriptions.set('gallifrey', channel, false)).toBe(false);
  expect(await subscriptions.of('gallifrey')).toEqual([thread]);
});

test('many at once, in several processes, are all kept', async () => {
  const notes = notesInMemory();
  const places = Array.from({ length: 20 }, (_, index) => ({ ...channel, channel: `#c${index}` }));
  await Promise.all(places.map((place) => new Subscriptions(notes).set('gallifrey', place, true)));
  expect(await new Subscriptions(notes).of('gallifrey')).toEqual(places);
});
