import type { Platform } from '../../src/farm/platform.ts';
import { examine } from './examine.ts';
import { commands, needs, privileged } from './needs.ts';
import { record, removeRecord } from './record.ts';
import { plays } from './role.ts';

/** The zones of VMs in BIND 9. */
export const bind: Platform = {
  kind: 'bind',
  title: 'BIND',
  role: 'dns',
  plays,
  actions: [record, removeRecord],
  needs,
  privileged,
  commands,
  examine,
};
