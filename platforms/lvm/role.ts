import { part, partOf } from '../../src/farm/read-parts.ts';
import type { Storage } from '../../src/farm/roles/storage.ts';
import { contentsFact } from './contents.ts';
import { devicesFact } from './devices.ts';
import { groupFact, storageState, volumesFact } from './facts.ts';
import { nameProblem } from './names.ts';
import { type LvmSettings, lvmOf, settings } from './settings.ts';
import { copy, hostOf, isMadeFor, placeholder, removeSnapshot, removeVolume, snapshot, volume } from './steps.ts';
import { isPlaceholder } from './tags.ts';

/** One LVM volume group. */
export const plays: Storage = {
  kind: 'lvm',
  settings,
  contents: (farm, disk) => {
    const { volume, bytes } = disk;
    const { devices, volumeGroup } = lvmOf(farm);
    return partOf(contentsFact(hostOf(farm, disk), `${devices}/${volumeGroup}/${volume}`, bytes));
  },
  devices: (farm, disks) => {
    const { host, volumeGroup } = lvmOf(farm);
    return part({
      facts: { all: devicesFact(disks[0]?.host ?? host, volumeGroup) },
      make: ({ all }) => disks.map(({ volume }) => all.get(volume) ?? []),
    });
  },
  snapshot,
  volume,
  placeholder,
  copy,
  removeSnapshot,
  removeVolume,
  isMadeFor,
  isPlaceholder,
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
