import type { Reading } from '../src/bot/command.ts';
import { identified } from '../src/bot/identified.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { builder } from '../src/bot/survey/builder.ts';

export const notify: Reading = {
  name: 'notify',
  kind: 'settle',
  elsewhere: ['subscribe', 'watch', 'follow'],
  usage: 'notify VM on|off',
  summary: 'Has the end of every build on a VM told here, whoever asked for it and wherever.',
  details: ['"Here" is the channel, or the private conversation, in which it is said.'],
  examples: [
    { say: 'notify gallifrey on', shows: 'The end of every build on gallifrey is told here from now on' },
    { say: 'notify gallifrey perhaps', shows: 'on or off' },
  ],
  answer: async (context) => {
    const { args, farm, look, where, subscriptions, runService } = context;
    const [name = '', word = ''] = args;
    const wanted = word.toLowerCase();
    if (wanted !== 'on' && wanted !== 'off') throw new Refusal(`${JSON.stringify(word)}? It is on or off.`);
    const { vm } = builder(farm, name, await look());
    runService.refuseSettling('notify', identified(context), [vm.name]);
    const changed = await subscriptions.set(vm.name, where, wanted === 'on');
    const now =
      wanted === 'on'
        ? `is told here${changed ? ' from now on' : ' already'}`
        : `is ${changed ? 'no longer' : 'not'} told here`;
    const own = wanted === 'off' ? '; who asks for one here hears of it all the same' : '';
    return { tone: 'answer', lines: [`The end of every build on ${vm.name} ${now}${own}.`] };
  },
};
