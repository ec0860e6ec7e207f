import { handEdits } from '../commands/hands.ts';
import { inTurn } from './in-turn.ts';

await inTurn('a restoration of what was changed by hand', {
  prepare: async ({ sandbox, run }) => {
    await run('clone gallifrey dev');
    for (const { make } of handEdits) await make(sandbox);
    return 'restore gallifrey-dev';
  },
  hand: 'apart',
  retried: (id) => id !== 'a-record',
});
