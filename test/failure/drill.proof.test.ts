import { rule } from '../bot/rules.ts';
import { inTurn } from './in-turn.ts';

await inTurn('a drill', {
  prepare: async () => 'drill gallifrey',
  hand: 'apart',
  // The monitor is asked before anything is begun, too.
  retried: (id) => id !== 'proof',
  // What is to fail is set between the plan and its approval, which a drill does not need otherwise.
  change: (farm) => ({ ...farm, policy: [rule({ commands: ['drill'] }), ...farm.policy] }),
});
