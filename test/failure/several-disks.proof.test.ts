import { twoGroups } from '../sandbox/several-disks.ts';
import { inTurn } from './in-turn.ts';

await inTurn('a clone of two disks in two volume groups', {
  prepare: async () => 'clone gallifrey dev',
  hand: 'beside',
  of: (id) => /disk1$|^(snapshot|add|replace)$/.test(id),
  settings: { vms: twoGroups },
});
