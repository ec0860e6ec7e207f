import { inTurn } from './in-turn.ts';

await inTurn('a destruction', {
  async prepare(farm) {
    await farm.run('clone gallifrey dev');
    return 'destroy gallifrey-dev';
  },
  hand: 'apart',
});
