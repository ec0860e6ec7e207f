import { part, partOf } from '../../src/farm/read-parts.ts';
import type { Storage } from '../../src/farm/roles/storage.ts';
import { binnedOf, likeBinned } from './bin.ts';
import { contentsFact } from './contents.ts';
import { devicesFact } from './devices.ts';
import { groupFact, groupState, volumesFact, whereThere } from './facts.ts';
import { nameProblem } from './names.ts';
import { type LvmSettings, lvmOf, settings } from './settings.ts';
import {
  copy,
  deviceOf,
  groupOf,
  hostOf,
  isMadeFor,
  placeholder,
  purge,
  removeSnapshot,
  removeVolume,
  snapshot,
  volume,
} from './steps.ts';
import { isPlaceholder } from './tags.ts';

/** LVM volume groups. */
export const plays: Storage = {
  kind: 'lvm',
  settings,
  contents: (farm, disk) => partOf(contentsFact(hostOf(farm, disk), deviceOf(farm, disk), disk.bytes)),
  devices: (farm, disks) => {
    const host = disks[0]?.host ?? lvmOf(farm).host;
    const groups = [...new Set(disks.map((disk) => groupOf(farm, disk)))];
    return part({
      facts: { each: groups.map((group) => devicesFact(host, group)) },
      make: ({ each }) => disks.map((disk) => each[groups.indexOf(groupOf(farm, disk))]?.get(disk.volume) ?? []),
    });
  },
  snapshot,
  volume,
  placeholder,
  copy,
  removeSnapshot,
  removeVolume,
  isMadeFor,
  purge,
  binned: binnedOf,
  likeBinned,
  isPlaceholder,
  nameProblem,
  removes: ({ action, args }) => (action === 'lvm.remove' ? (args as { readonly name: string }).name : undefined),
  volumes: (storage) => {
    const { host, volumeGroup, otherGroups } = storage as LvmSettings;
    return part({
      facts: {
        group: groupFact(host, volumeGroup),
        volumes: volumesFact(host, volumeGroup),
        others: otherGroups.map((other) => ({
          group: whereThere(groupFact(host, other)),
          volumes: whereThere(volumesFact(host, other)),
        })),
      },
      make: ({ group, volumes, others }) => ({
        ...groupState(group, volumes),
        ...(otherGroups.length > 0 && {
          others: others.flatMap((other) =>
            other.group && other.volumes ? groupState(other.group, other.volumes) : [],
          ),
        }),
      }),
    });
  },
};
