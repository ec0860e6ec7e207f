import type { Farm } from '../../src/farm/farm.ts';
import { mirrored } from '../support/two-nodes.ts';
import { inTurn } from './in-turn.ts';

await inTurn('the drain of a node', {
  async prepare(farm) {
    await farm.run('migrate gallifrey');
    await farm.run('migrate skaro');
    return 'drain host02';
  },
  hand: 'apart',
  settings: mirrored(),
});

/** An undoing never stops a protected VM, and a move back does. */
const unprotected = (farm: Farm): Farm => ({
  ...farm,
  vms: new Map([...farm.vms].map(([name, vm]) => [name, { ...vm, protected: false }])),
});

await inTurn('a move of a VM with its disk', {
  prepare: async () => 'migrate gallifrey',
  hand: 'apart',
  settings: mirrored('gallifrey'),
  change: unprotected,
});
