import { inTurn } from './in-turn.ts';

await inTurn('a clone', { prepare: async () => 'clone gallifrey dev', hand: 'beside' });
