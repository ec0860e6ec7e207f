import type { Instance } from '../../src/farm/state.ts';

/** Disk templates that every node of the group sees, as Ganeti's constants have them (DTS_EXT_MIRROR). */
const shared: readonly string[] = ['diskless', 'sharedfile', 'gluster', 'blockdev', 'rbd', 'ext'];

/** How an instance's disks get to another node, by its disk template, gnt-instance(8). */
export function carries({ template }: Pick<Instance, 'template'>): 'mirror' | 'shared' | 'copy' {
  if (template === 'drbd') return 'mirror';
  return shared.includes(template) ? 'shared' : 'copy';
}
