import { inTurn } from './in-turn.ts';

await inTurn('an undoing', {
  async prepare(farm) {
    const { run } = await farm.run('clone gallifrey dev');
    return `undo ${run}`;
  },
  // What a step beside the failing one has taken out is put back: only one place can be meant for it.
  hand: 'apart',
});
