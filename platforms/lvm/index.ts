import type { Platform } from '../../src/farm/platform.ts';
import { copy } from './copy.ts';
import { discovery } from './discover.ts';
import { examine } from './examine.ts';
import { needs, privileged } from './needs.ts';
import { placeholder } from './placeholder.ts';
import { purge } from './purge.ts';
import { discard, remove } from './remove.ts';
import { plays } from './role.ts';
import { snapshot } from './snapshot.ts';
import { snapshots } from './snapshots.ts';
import { volume } from './volume.ts';

/** Volumes of LVM volume groups, and copies of them. */
export const lvm: Platform = {
  kind: 'lvm',
  title: 'LVM',
  role: 'storage',
  plays,
  actions: [snapshot, snapshots, volume, placeholder, copy, remove, discard, purge],
  needs,
  privileged,
  examine,
  discovery,
};
