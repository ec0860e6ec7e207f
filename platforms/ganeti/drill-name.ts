import * as s from '../../src/farm/config/scalars.ts';
import type { DrillVm } from '../../src/farm/roles/hypervisor.ts';

/** Characters of the VM's name: sockets of its monitor may have long paths no more than 107 bytes long, unix(7). */
const most = 20;

/** Full name of an instance that a drill makes: no VM's, whose name has no dot before the farm's domain, and no other drill's. */
export const drillInstance = s.text("the name of a drill's instance", /^[a-z0-9-]{1,20}\.[0-9a-f]{8}\.drill$/);

/** gallifrey.86b33f10.drill */
export function drillInstanceOf({ of, serial }: Pick<DrillVm, 'of' | 'serial'>): string {
  return `${of.slice(0, most).replace(/-+$/, '')}.${serial}.drill`;
}
