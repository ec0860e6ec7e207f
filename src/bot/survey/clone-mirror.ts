import type { PendingRun } from '../../engine/claims.ts';
import type { Farm } from '../../farm/farm.ts';
import type { SourceDisk } from '../../farm/roles/storage.ts';
import type { Vm } from '../../farm/settings.ts';
import type { FarmState } from '../../farm/state.ts';
import { Refusal } from '../refusal.ts';
import { size } from '../words.ts';
import { roomInBin } from './in-bin.ts';
import { mirrorNotes, refuseUnfitNode } from './node-fit.ts';
import { farmOn, groupOn } from './on-node.ts';
import { extentsPromised, memoryPromised } from './reserved.ts';

/** A clone whose disks another node is to have too. */
interface Mirrored {
  /** The farm as the node has it that the clone is made on. */
  readonly to: Farm;
  readonly vm: Vm;
  readonly disks: readonly SourceDisk[];
  /** The other node. */
  readonly mirror: string;
}

/** What the mirror of a clone's disks costs both nodes, as lines for its plan. Throws Refusal where that node cannot have it. */
export function cloneMirror(
  { to, vm, disks, mirror }: Mirrored,
  state: FarmState,
  pending: readonly PendingRun[],
): readonly string[] {
  const { node } = to.hypervisor;
  if (mirror === node)
    throw new Refusal(`${node} has the disks of ${vm.name} itself: their mirror is to be on another node.`);
  refuseUnfitNode(to, mirror, state);
  const overhead = to.roles.hypervisor.mirrorOverhead;
  // What is written down of the mirror is in the farm's own group, wherever the disks are.
  const own = disks.filter(({ group }) => group === undefined);
  const here = roomOn(to, node, undefined, state, pending);
  const beside = here.taken(disks.map(() => overhead));
  const left = here.free - here.taken(own.map(({ bytes }) => bytes));
  if (beside > left)
    throw new Refusal(
      `Volume group ${here.group} of ${node} has ${size(Math.max(0, left))} left beside the ${disks.length > 1 ? 'copies' : 'copy'}; what is written down of the mirror takes ${size(beside)}.`,
    );
  const taken = (group: string | undefined, sizes: readonly number[]): string => {
    const there = roomOn(to, mirror, group, state, pending);
    const takes = there.taken(sizes);
    const missing = { node: mirror, group: there.group, bytes: takes - there.free };
    if (takes > there.free)
      throw new Refusal(
        `Volume group ${there.group} of ${mirror} has ${size(Math.max(0, there.free))} free; the mirror takes ${size(takes)}.${roomInBin(to, state, missing)}`,
      );
    return `mirror: ${size(takes)} of volume group ${there.group} of ${mirror}, which leaves ${size(there.free - takes)} free`;
  };
  const others = Map.groupBy(
    disks.filter((disk) => !own.includes(disk)),
    ({ group }) => group,
  );
  const promised = memoryPromised(pending, mirror);
  return [
    `${taken(undefined, [...own.map(({ bytes }) => bytes), ...disks.map(() => overhead)])}; ${size(beside)} more of that of ${node}`,
    ...[...others].map(([group, its]) =>
      taken(
        group,
        its.map(({ bytes }) => bytes),
      ),
    ),
    `it is started before the mirror is in sync: until then ${node} alone has all of it`,
    ...mirrorNotes(to, { primary: node, node: mirror, memory: vm.memory, promised }, state),
  ];
}

/** Bytes that are free in a volume group of a node beyond what other runs have reserved, and how many volumes of these sizes take there. */
function roomOn(farm: Farm, node: string, name: string | undefined, state: FarmState, pending: readonly PendingRun[]) {
  const on = farmOn(farm, node);
  const group = groupOn(on, state, node, name);
  const { extentSize, freeExtents } = group;
  return {
    group: group.name,
    free: (freeExtents - extentsPromised(pending, group, on)) * extentSize,
    taken: (sizes: readonly number[]) =>
      sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / extentSize), 0) * extentSize,
  };
}
