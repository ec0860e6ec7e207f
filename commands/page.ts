import type { Reading } from '../src/bot/command.ts';
import { identified } from '../src/bot/identified.ts';
import { Refusal } from '../src/bot/refusal.ts';

export const page: Reading = {
  name: 'page',
  kind: 'read',
  elsewhere: ['web', 'link', 'url', 'browser'],
  usage: 'page [N]',
  summary: 'Gives you a link to the page of run N, or of the farm, in private.',
  details: [
    'The link is yours alone: it opens for ten minutes, and lets your browser in for twelve hours.',
    'On pages everything can be read and nothing decided: votes are given here.',
  ],
  examples: [{ say: 'page', shows: '`web` of farm.yaml turns them on' }],
  answer: async (context) => {
    const { args, where, pages, runService } = context;
    const person = identified(context);
    const run = args[0] === undefined ? undefined : (await runService.run(args[0])).run;
    const plain = pages?.address(run);
    if (plain === undefined) throw new Refusal('There are no pages here: `web` of farm.yaml turns them on.');
    const typed = run === undefined ? '!page' : `!page ${run}`;
    if (!where.private)
      return { tone: 'answer', lines: [plain, `For a link that lets you in, write ${typed} to me in private.`] };
    const link = await pages?.link(person.name, run);
    if (link === undefined) return { tone: 'answer', lines: [plain] };
    return {
      tone: 'answer',
      lines: [link, 'It is for you alone: it opens for ten minutes, and lets your browser in for twelve hours.'],
    };
  },
};
