import { inTurn } from './in-turn.ts';

await inTurn('bringing a VM back from the bin', {
  async prepare(farm) {
    await farm.run('clone gallifrey dev');
    // What an earlier one left.
    await farm.run('purge gallifrey-dev');
    const { run } = await farm.run('destroy gallifrey-dev');
    return `undo ${run}`;
  },
  once: true,
  hand: 'apart',
});

await inTurn('a purge', {
  async prepare(farm) {
    await farm.run('clone gallifrey dev');
    await farm.run('destroy gallifrey-dev');
    return 'purge gallifrey-dev';
  },
  hand: 'apart',
});
