import type { Planning } from '../src/bot/command.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { reloading } from '../src/bot/settings-agreement.ts';

export const reload: Planning = {
  name: 'reload',
  kind: 'plan',
  risk: 'safe',
  evenOutOfStep: true,
  elsewhere: ['rehash', 'reconfigure'],
  usage: 'reload',
  summary: 'Reads farm.yaml anew, and has it hold for every process of the farm.',
  details: [
    'It is checked whole first; where it is wrong, the one that holds stays, and what is wrong is said.',
    'Runs keep their plans; whether they may go on is judged by the new one too, and by whichever asks for more.',
    'data and plugins are read when farmhand starts only, and so are the secrets of the environment.',
  ],
  examples: [{ say: 'reload', shows: 'read farm.yaml anew' }],
  plan: async ({ settings }) => {
    if (!settings) throw new Refusal('farm.yaml cannot be read anew here: farmhand was not started from a file.');
    return reloading(await settings.propose());
  },
};
