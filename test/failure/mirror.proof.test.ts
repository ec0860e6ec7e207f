import { inTurn } from './in-turn.ts';

await inTurn('a clone that is mirrored on another node', {
  prepare: async () => 'clone gallifrey dev --mirror host02',
  hand: 'beside',
  of: (id) => /^(add|replace|mirror|start|sync)$/.test(id),
  settings: { nodes: 2 },
});
