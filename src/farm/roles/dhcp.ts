import type { Invocation } from '../../engine/action.ts';
import type { Part } from '../read-parts.ts';
import type { AllocatedVm, DhcpSettings, FarmSettings, Vm } from '../settings.ts';
import type { DhcpState } from '../state.ts';
import type { RoleOf } from './role.ts';

/** Which address a MAC is given. */
export interface Dhcp extends RoleOf<DhcpSettings> {
  /** The VM's MAC is given its address. */
  host(farm: FarmSettings, vm: AllocatedVm): Invocation;
  /** The entry of that name goes, whatever its MAC. `address`: by which an undo finds its place again; `name`: of the entry, where it is not the VM's. */
  removeHost(farm: FarmSettings, vm: Pick<Vm, 'instance'>, address: string | undefined, name?: string): Invocation;
  /** How the entries are read. */
  hosts(settings: DhcpSettings): Part<DhcpState>;
}
