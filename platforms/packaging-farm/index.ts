import type { Platform } from '../../src/farm/platform.ts';
import { build } from './build.ts';
import { lines } from './lines.ts';
import { needs, privileged } from './needs.ts';
import { plays } from './role.ts';

/** VMs that build packages with packaging-farm. */
export const packagingFarm: Platform = {
  kind: 'packaging-farm',
  title: plays.title,
  role: 'builder',
  plays,
  actions: [lines, build],
  needs,
  privileged,
};
