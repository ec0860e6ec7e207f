import { formerly } from '../../src/engine/action.ts';
import type { Platform } from '../../src/farm/platform.ts';
import { discovery } from './discover.ts';
import { examine } from './examine.ts';
import { commands, needs, privileged } from './needs.ts';
import { record } from './record.ts';
import { plays } from './role.ts';

/** The zones of VMs in BIND 9. */
export const bind: Platform = {
  kind: 'bind',
  title: 'BIND',
  role: 'dns',
  plays,
  actions: [record, formerly('bind.unrecord', record, (args) => ({ ...args, present: false }))],
  needs,
  privileged,
  commands,
  examine,
  discovery,
};
