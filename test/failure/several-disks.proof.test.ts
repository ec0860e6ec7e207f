import { twoDisks } from '../sandbox/several-disks.ts';
import { failingFarm } from './farm.ts';
import { inTurn } from './in-turn.ts';

await inTurn('a clone of two disks', {
  prepare: async () => 'clone gallifrey dev',
  hand: 'beside',
  of: (id) => /disk1$|^(snapshot|add)$/.test(id),
  farm: () => failingFarm({ vms: twoDisks }),
});
