import type { Platform } from '../../src/farm/platform.ts';
import { forgetKeys, makeKeys } from './host-keys.ts';
import { needs, privileged } from './needs.ts';
import { disk } from './personalise.ts';
import { reachable } from './reachable.ts';
import { plays } from './role.ts';
import { unused } from './unused.ts';

/** A VM from inside and from the network: what its disk says of itself, and whether it answers. */
export const guest: Platform = {
  kind: 'guest',
  title: 'guests',
  role: 'guest',
  plays,
  actions: [makeKeys, forgetKeys, disk, reachable, unused],
  needs,
  privileged,
};
