import type { Platform } from '../../src/farm/platform.ts';
import { examine, named } from './examine.ts';
import { forward } from './forward.ts';
import { needs, privileged } from './needs.ts';
import { removeForward } from './remove-forward.ts';
import { restore } from './restore.ts';
import { plays } from './role.ts';

/** Ports that Shorewall forwards to VMs. */
export const shorewall: Platform = {
  kind: 'shorewall',
  title: 'Shorewall',
  role: 'firewall',
  plays,
  actions: [forward, removeForward, restore],
  needs,
  privileged,
  examine,
  named,
};
