import type { Storage } from '../../src/farm/roles/storage.ts';
import { type Group, groupFact, type LogicalVolume, storageState, volumesFact } from './facts.ts';
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
  extentsOf: ({ action, args }, extentSize) => {
    const { extents, bytes } = args as { readonly extents: number; readonly bytes: number };
    if (action === 'lvm.volume') return extents;
    return action === 'lvm.snapshot' ? Math.ceil(bytes / extentSize) : 0;
  },
  removes: ({ action, args }) => (action === 'lvm.remove' ? (args as { readonly name: string }).name : undefined),
  volumes: (storage) => {
    const { host, volumeGroup } = storage as LvmSettings;
    return {
      facts: [groupFact(host, volumeGroup), volumesFact(host, volumeGroup)],
      make: ([group, volumes]) => storageState(group as Group, volumes as readonly LogicalVolume[]),
    };
  },
};
