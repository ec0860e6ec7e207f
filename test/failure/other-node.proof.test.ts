import { inTurn } from './in-turn.ts';

await inTurn('a clone on another node than its source', {
  prepare: async () => 'clone gallifrey dev --node host02',
  hand: 'beside',
  of: (id) =>
    /^(snapshot|volume|copy|remove-snapshot|personalise|placeholder|add|replace|start|balloon|proof)$/.test(id),
  settings: { nodes: 2 },
});
