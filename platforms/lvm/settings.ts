import * as z from 'zod';
import * as s from '../../src/farm/config/scalars.ts';
import type { SettingsOf } from '../../src/farm/roles/role.ts';
import type { FarmSettings, StorageSettings } from '../../src/farm/settings.ts';
import { lvmName } from './names.ts';

export interface LvmSettings extends StorageSettings {
  readonly volumeGroup: string;
  /** Folder of the device files. */
  readonly devices: string;
  /** What becomes of what was on the disk before, where a copy does not write over it. */
  readonly remains: 'zeroed' | 'left';
}

const schema = z.strictObject({
  kind: z.literal('lvm').optional(),
  volume_group: lvmName,
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
    devices: block.devices,
    snapshotSize: block.snapshot_size,
    remains: block.remains,
  }),
};

/** The farm's settings of its storage, where that is LVM. */
export function lvmOf({ storage }: Pick<FarmSettings, 'storage'>): LvmSettings {
  return storage as LvmSettings;
}
