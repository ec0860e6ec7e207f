import type { Platform } from '../../src/farm/platform.ts';
import { build } from './build.ts';
import { lines } from './lines.ts';
import { needs, privileged } from './needs.ts';

/** VMs that build packages with packaging-farm. */
export const packagingFarm: Platform = {
  kind: 'packaging-farm',
  title: 'packaging-farm',
  role: 'builder',
  actions: [lines, build],
  needs,
  privileged,
};
