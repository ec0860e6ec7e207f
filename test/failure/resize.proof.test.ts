import { inTurn } from './in-turn.ts';

await inTurn('a change of memory and virtual CPUs', {
  prepare: async () => 'resize gallifrey --memory 8G --vcpus 2',
  hand: 'apart',
});
