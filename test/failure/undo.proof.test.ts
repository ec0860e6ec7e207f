import { inTurn } from './in-turn.ts';

await inTurn('an undoing', {
  async prepare(farm) {
    const { run } = await farm.run('clone gallifrey dev');
    return `undo ${run}`;
  },
  hand: 'beside',
});
