import { type Part, part, partOf } from '../../src/farm/read-parts.ts';
import type { Instance, Node } from '../../src/farm/state.ts';
import { healthOf, instancesFact, isOutOfReach, runs } from './instances.ts';
import { memoryFact } from './nodes.ts';
import type { GanetiSettings } from './settings.ts';
import { instanceVolumesFact } from './volumes.ts';

/** Every instance with the volumes that are its disks. How they are is read as steps read it, so that a plan does not ask Ganeti twice. */
export function instancesPart({ host, config }: Pick<GanetiSettings, 'host' | 'config'>): Part<readonly Instance[]> {
  return part({
    facts: { instances: instancesFact(host), volumes: instanceVolumesFact(host, config) },
    make: ({ instances, volumes }) =>
      instances.map((instance) => {
        const disks = volumes.get(instance.name) ?? [];
        return {
          ...instance,
          health: healthOf(instance),
          running: isOutOfReach(instance) ? null : runs(instance),
          volumes: disks.map(({ name }) => name),
          groups: disks.map(({ group }) => group),
        };
      }),
  });
}

/** Every node, and its memory. */
export function nodesPart({ host }: Pick<GanetiSettings, 'host'>): Part<readonly Node[]> {
  return partOf(memoryFact(host));
}
