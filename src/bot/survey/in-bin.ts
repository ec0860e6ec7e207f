import type { RunView } from '../../engine/run.ts';
import type { Farm } from '../../farm/farm.ts';
import type { Binned } from '../../farm/roles/storage.ts';
import type { FarmState } from '../../farm/state.ts';
import { day, listed, size } from '../words.ts';
import { groupBytes, type PlacedVolume, volumesOnNodes } from './volumes.ts';

/** A VM in the bin. */
export interface InBin extends Omit<Binned, 'disk'> {
  readonly node: string;
  /** Its disks, in their order. */
  readonly volumes: readonly PlacedVolume[];
  /** Bytes that all of them take. */
  readonly bytes: number;
}

/** What is in the bin, as far as the nodes could be read, what is kept for the shortest time first. A VM can be in it more than once, each time of another run. */
export function inBin({ roles: { storage } }: Farm, state: Pick<FarmState, 'storage'>): readonly InBin[] {
  const found = volumesOnNodes(state).flatMap((volume) => {
    const binned = storage.binned(volume);
    return binned ? [{ volume, ...binned }] : [];
  });
  return [...Map.groupBy(found, ({ vm, run, volume }) => `${vm} ${run} ${volume.node}`).values()]
    .flatMap((disks): readonly InBin[] => {
      const [first] = disks;
      if (!first) return [];
      const { vm, run, by, volume } = first;
      const volumes = disks.toSorted((a, b) => a.disk - b.disk).map((one) => one.volume);
      const until = disks.map((one) => one.until).toSorted()[0] ?? first.until;
      const bytes = volumes.reduce((sum, one) => sum + groupBytes(state, one), 0);
      return [{ vm, run, by, until, node: volume.node, volumes, bytes }];
    })
    .toSorted((a, b) => (a.until < b.until ? -1 : 1));
}

/** Whether a run put that into the bin: runs of another journal have the same numbers. */
export function isBinnedBy(
  { roles }: Pick<Farm, 'roles'>,
  { steps }: Pick<RunView, 'steps'>,
  { volumes }: InBin,
): boolean {
  const names = new Set(steps.flatMap((step) => roles.hypervisor.bins(step)));
  return volumes.every(({ name }) => names.has(name));
}

/** Room that is missing in a volume group. */
interface Missing {
  readonly node: string;
  /** Its name. */
  readonly group: string;
  readonly bytes: number;
}

/**
 * What of the bin would make room, as a sentence to be put after one that says that there is none: each that would do alone, else as many as are needed together. What is kept for the
 * shortest time comes first. Nothing where all of it would not be enough.
 */
export function roomInBin(farm: Farm, state: FarmState, { node, group, bytes: missing }: Missing): string {
  const there = inBin(farm, state).flatMap((one) => {
    const own = one.volumes.filter((volume) => (volume.group ?? ownGroup(state, node)) === group);
    const bytes = own.reduce((sum, volume) => sum + groupBytes(state, volume), 0);
    return one.node === node && bytes > 0 ? [{ ...one, bytes }] : [];
  });
  const alone = there.filter(({ bytes }) => bytes >= missing).slice(0, 3);
  const together: (typeof there)[number][] = [];
  for (let sum = 0; sum < missing && together.length < there.length; ) {
    const next = there[together.length];
    if (!next) break;
    together.push(next);
    sum += next.bytes;
  }
  const enough = together.reduce((sum, { bytes }) => sum + bytes, 0) >= missing;
  const said = alone.length > 0 ? alone : enough ? together : [];
  if (said.length === 0) return '';
  const each = said.map(
    ({ vm, run, bytes, until }) => `!purge ${vm} ${run} (${size(bytes)}, kept until ${day(until)})`,
  );
  return ` What is in the bin would make room: ${listed(each, alone.length > 0 ? 'or' : 'and')}.`;
}

function ownGroup({ storage }: FarmState, node: string): string | undefined {
  const reading = storage.get(node);
  return reading && 'known' in reading ? reading.known.volumeGroup.name : undefined;
}
