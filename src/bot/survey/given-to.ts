import type { PendingRun } from '../../engine/claims.ts';
import type { Decision } from '../../engine/decision.ts';
import type { Farm } from '../../farm/farm.ts';
import type { FarmState } from '../../farm/state.ts';
import type { CommandRuns } from '../command.ts';
import { ownerships } from '../ownership.ts';
import type { Person } from '../people.ts';
import type { CopyOf } from './copy-of.ts';
import { refuseBeyond } from './quota.ts';
import { untilOf } from './until.ts';

/** Whose a copy is, and until when. */
interface Given {
  /** ISO 8601; absent: it has no end. */
  readonly until?: string;
  readonly decisions: readonly Decision[];
}

/**
 * Makes a copy the asker's. `seconds`: how long, as it was asked for; null: for ever. Throws Refusal where the policy wants another end, or it is more than their quota.
 */
export async function givenTo(
  who: { readonly farm: Farm; readonly runService: Pick<CommandRuns, 'decided'>; readonly person: Person },
  { vm, disks }: CopyOf,
  seconds: number | null | undefined,
  seen: { readonly state: FarmState; readonly pending: readonly PendingRun[] },
): Promise<Given> {
  const { farm, runService, person } = who;
  const now = new Date();
  const held = await ownerships(runService);
  const until = untilOf(farm, { command: 'clone', vm, person, asked: seconds, now });
  const takes = { memory: vm.memory, disk: disks.reduce((all, { bytes }) => all + bytes, 0) };
  refuseBeyond({ farm, ...seen, held }, person.name, { vms: 1, ...takes });
  const instance = { macs: [vm.mac] };
  const decisions = [
    held.owning(vm.name, person.name, instance, takes),
    ...(until === undefined ? [] : [held.lending(vm.name, until, instance, person.name, now)]),
  ];
  return { ...(until !== undefined && { until }), decisions: decisions.map((one) => ({ ...one, ofMade: true })) };
}
