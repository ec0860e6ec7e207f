import type { Planning } from '../src/bot/command.ts';
import { migrateWords } from '../src/bot/survey/migrate-words.ts';
import { migrating } from '../src/bot/survey/migrating.ts';
import { withEvidence } from '../src/bot/survey/with-evidence.ts';

export const migrate: Planning = {
  name: 'migrate',
  kind: 'plan',
  risk: 'disruptive',
  elsewhere: ['move', 'relocate', 'failover', 'vmotion', 'live-migrate'],
  usage: 'migrate VM [NODE] [--failover]',
  summary: 'Brings a VM to another node, running where its disks are there too.',
  details: [
    'Where its disks are mirrored, it goes to the node that has the mirror, and goes on running.',
    'Where they are on one node alone, it is stopped, moved with them and started again: the plan says how long that takes.',
    '--failover: its node is dead and marked offline, so it is started at the other copy of its disks. What had not come there is lost,',
    'so a second person approves. Of a node that answers, it stops the VM there, where a migration would not.',
    '!undo brings it back to where it was.',
  ],
  examples: [
    { say: 'migrate gallifrey', shows: 'no other node' },
    { say: 'migrate gallifrey host1', shows: 'Did you mean host01.farm?' },
  ],
  plan: async (context) => {
    const [name = '', ...words] = context.args;
    const wanted = await migrating(context, name, migrateWords(words));
    const [vm = name] = wanted.subjects;
    return withEvidence(context, { ...wanted, command: ['migrate', vm, ...words].join(' ') });
  },
};
