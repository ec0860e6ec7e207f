import { formerly } from '../../src/engine/action.ts';
import type { Platform } from '../../src/farm/platform.ts';
import { admit } from './admit.ts';
import { discovery } from './discover.ts';
import { examine, named } from './examine.ts';
import { forward } from './forward.ts';
import { needs, privileged } from './needs.ts';
import { plays } from './role.ts';

/** Ports that Shorewall forwards to VMs. */
export const shorewall: Platform = {
  kind: 'shorewall',
  title: 'Shorewall',
  role: 'firewall',
  plays,
  actions: [
    forward,
    admit,
    formerly('shorewall.unforward', forward, (args) => ({ ...args, present: false })),
    formerly('shorewall.restore', forward, ({ removed, ...args }) => ({ ...args, present: true, restore: removed })),
  ],
  needs,
  privileged,
  examine,
  named,
  discovery,
};
