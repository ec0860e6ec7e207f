import { expect, test } from 'vitest';
import type { Reading } from '../../src/bot/command.ts';
import { JournalUnusable, type Notes } from '../../src/journal/journal.ts';
import { eventually } from '../support/eventually.ts';
import { notesInMemory } from '../support/notes.ts';
import { stage, toyCommand } from './stage.ts';

const shelf = 'heard on irc';
const question = (name: string, wait: () => Promise<void>): Reading => ({
  name,
  kind: 'read',
  usage: name,
  summary: 'Says something.',
  examples: [{ say: name, shows: 'well' }],
  answer: async () => {
    await wait();
    return { tone: 'answer', lines: ['well'] };
  },
});

/** farmhand on a network that waits for no word that something arrived, with a question that is answered at once and one that waits for `looked`. */
async function quick(given: { readonly notes?: Notes; readonly sure?: boolean } = {}) {
  const notes = given.notes ?? notesInMemory();
  const steps: string[] = [];
  const looked = Promise.withResolvers<void>();
  const kept: Notes = {
    ...notes,
    takeNote: async (...note) => {
      steps.push('written down');
      return notes.takeNote(...note);
    },
  };
  const commands = [
    question('talk', () => Promise.resolve()),
    question('look', () => looked.promise),
    toyCommand('paint', 'safe'),
  ];
  const on = await stage(commands, { notes: kept, working: false, maySpeak: () => given.sure ?? true });
  const { heard } = on.on('irc');
  const reply = heard.reply.bind(heard);
  heard.reply = async (to, said) => {
    steps.push('answered');
    await reply(to, said);
  };
  return { ...on, notes, steps, looked: looked.resolve };
}

test('a question that needs no wait is answered first, and written down like any other', async () => {
  const { say, steps, notes } = await quick();
  expect(await say('irc', 'nina', 'talk')).toEqual(['well']);
  expect(steps).toEqual(['answered', 'written down']);
  expect(await notes.notes(shelf)).toEqual(new Map());
});

test('a question whose answer takes a wait is written down meanwhile, for whoever speaks next', async () => {
  const { say, steps, notes, looked } = await quick();
  const answered = say('irc', 'nina', 'look');
  await eventually(async () => expect((await notes.notes(shelf)).size).toBe(1));
  expect(steps).toEqual(['written down']);
  looked();
  await answered;
  expect(steps).toEqual(['written down', 'answered']);
  expect(await notes.notes(shelf)).toEqual(new Map());
});

test('a wish for a run is written down before anything is done about it', async () => {
  const failing = { ...notesInMemory(), takeNote: () => Promise.reject(new JournalUnusable('the disk is full')) };
  const { say, engine } = await quick({ notes: failing });
  expect(await say('irc', 'nina', 'paint wall red')).toContain('the disk is full');
  expect(await engine.runs()).toEqual([]);
});

test('while it is not sure that this process may speak, a question is written down first', async () => {
  const { say, steps } = await quick({ sure: false });
  await say('irc', 'nina', 'talk');
  expect(steps).toEqual(['written down', 'answered']);
});

test('a question that cannot be written down is answered all the same', async () => {
  const failing = { ...notesInMemory(), takeNote: () => Promise.reject(new JournalUnusable('the disk is full')) };
  const { say, logged } = await quick({ notes: failing });
  expect(await say('irc', 'nina', 'talk')).toEqual(['well']);
  expect(logged.join('\n')).toContain('the disk is full');
});
