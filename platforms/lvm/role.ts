import { part } from '../../src/farm/read-parts.ts';
import type { Storage } from '../../src/farm/roles/storage.ts';
import { groupFact, storageState, volumesFact } from './facts.ts';
import { nameProblem } from './names.ts';
import { type LvmSettings, settings } from './settings.ts';
import { copy, isMadeFor, removeSnapshot, removeVolume, snapshot, volume, volumeOf } from './steps.ts';

/** One LVM volume group. */
export const plays: Storage = {
  kind: 'lvm',
  settings,
  snapshot,
  volume,
  copy,
  removeSnapshot,
  removeVolume,
  volumeOf,
  isMadeFor,
  nameProblem,
  removes: ({ action, args }) => (action === 'lvm.remove' ? (args as { readonly name: string }).name : undefined),
  volumes: (storage) => {
    const { host, volumeGroup } = storage as LvmSettings;
    return part({
      facts: { group: groupFact(host, volumeGroup), volumes: volumesFact(host, volumeGroup) },
      make: ({ group, volumes }) => storageState(group, volumes),
    });
  },
};
