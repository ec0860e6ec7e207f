import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { SettingsOf } from '../../src/farm/roles/role.ts';
import type { FarmSettings, StorageSettings } from '../../src/farm/settings.ts';
import { lvmName } from './names.ts';

export interface LvmSettings extends StorageSettings {
  /** The farm's own: where a disk is of which nothing else is said. */
  readonly volumeGroup: string;
  /** Further volume groups in which VMs have disks. */
  readonly otherGroups: readonly string[];
  /** Folder of the device files. */
  readonly devices: string;
  /** What becomes of what was on the disk before, where a copy does not write over it. */
  readonly remains: 'zeroed' | 'left';
}

const schema = z.strictObject({
  kind: z.literal('lvm').optional(),
  volume_group: lvmName,
  other_volume_groups: z
    .array(lvmName)
    .default([])
    .describe(
      'Further volume groups in which VMs have disks: a disk is copied within its own. farmhand touches none but those that are named',
    ),
  devices: s.remotePath.default('/dev'),
  snapshot_size: s.size.prefault('1G').describe("Copy-on-write space of a clone's snapshot"),
  remains: z
    .enum(['zeroed', 'left'])
    .default('zeroed')
    .describe(
      'What was on the disk before, of VMs that are gone: `zeroed` where a clone does not write over it, or `left` to whoever is root on the clone, which is faster',
    ),
});

export const settings: SettingsOf<LvmSettings> = {
  section: 'lvm',
  schema,
  resolve: (block: z.output<typeof schema>, { nodeHost }) => ({
    kind: 'lvm',
    host: nodeHost,
    volumeGroup: block.volume_group,
    otherGroups: [...new Set(block.other_volume_groups)].filter((name) => name !== block.volume_group),
    devices: block.devices,
    snapshotSize: block.snapshot_size,
    remains: block.remains,
  }),
};

/** Every volume group that farm.yaml names, the farm's own first. */
export function groupNames({ volumeGroup, otherGroups }: LvmSettings): readonly [string, ...string[]] {
  return [volumeGroup, ...otherGroups];
}

/** The farm's settings of its storage, where that is LVM. */
export function lvmOf({ storage }: Pick<FarmSettings, 'storage'>): LvmSettings {
  return storage as LvmSettings;
}
