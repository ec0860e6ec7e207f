import type { Wanted } from '../../engine/plan.ts';
import type { Farm } from '../../farm/farm.ts';
import { vmNamed } from '../../farm/naming.ts';
import { Procedure } from '../../farm/procedure.ts';
import type { FarmState } from '../../farm/state.ts';
import { lostForGood } from '../losses.ts';
import { day, onDisks } from '../words.ts';
import type { InBin } from './in-bin.ts';
import { vmLocks } from './locks.ts';
import { farmOn } from './on-node.ts';
import { groupBytes } from './volumes.ts';

/** What removes a VM from the bin. Throws Refusal where farm.yaml has no host for its node. */
export function purging(
  farm: Farm,
  state: Pick<FarmState, 'storage'>,
  { vm, run, by, until, node, volumes }: InBin,
): Wanted {
  const procedure = new Procedure();
  for (const [index, volume] of volumes.entries()) {
    const id = index === 0 ? 'purge' : `purge-${index + 1}`;
    procedure.step(id, farm.roles.storage.purge(farmOn(farm, node), volume, volume.group));
  }
  return {
    command: `purge ${vm} ${run}`,
    title: `purge ${vm}`,
    subjects: [vm],
    values: [
      ['destroyed', `by ${by}, run ${run}`],
      ['kept until', day(until)],
    ],
    losses: [lostForGood(onDisks(volumes.map((volume) => groupBytes(state, volume))))],
    notes: [],
    locks: vmLocks(vmNamed(farm, vm)),
    steps: procedure.steps,
  };
}
