import type { Platform } from '../../src/farm/platform.ts';
import { examine, named } from './examine.ts';
import { forward } from './forward.ts';
import { needs, privileged } from './needs.ts';
import { restore } from './restore.ts';
import { plays } from './role.ts';
import { unforward } from './unforward.ts';

/** Ports that Shorewall forwards to VMs. */
export const shorewall: Platform = {
  kind: 'shorewall',
  title: 'Shorewall',
  role: 'firewall',
  plays,
  actions: [forward, unforward, restore],
  needs,
  privileged,
  examine,
  named,
};
