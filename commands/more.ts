import type { Reading } from '../src/bot/command.ts';

export const more: Reading = {
  name: 'more',
  kind: 'read',
  elsewhere: ['next'],
  usage: 'more',
  summary: 'Goes on where the last long answer to you stopped, in this place.',
  details: ['What is left of an answer is kept for 15 minutes, and until the next long one.'],
  examples: [{ say: 'more', shows: 'Nothing is left of an answer to you here' }],
  answer: async ({ more }) =>
    more() ?? {
      tone: 'answer',
      lines: ['Nothing is left of an answer to you here: ask again, for example !status, !list or !runs.'],
    },
};
