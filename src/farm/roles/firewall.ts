import type { Invocation } from '../../engine/action.ts';
import type { Part } from '../read-parts.ts';
import type { AllocatedVm, FarmSettings, FirewallSettings, Vm } from '../settings.ts';
import type { FirewallState } from '../state.ts';
import type { RoleOf } from './role.ts';

/** Which ports of the public address lead to VMs. */
export interface Firewall extends RoleOf<FirewallSettings> {
  /** A port of the public address leads to the VM's SSH. */
  forward(farm: FarmSettings, vm: AllocatedVm): Invocation | undefined;
  /** Every rule that leads to the VM goes. */
  removeForward(farm: FarmSettings, vm: Vm): Invocation | undefined;
  /** Why a name cannot be that of a variable; undefined: it can. */
  variableProblem(variable: string): string | undefined;
  /** How the rules are read. */
  forwards(settings: FirewallSettings): Part<FirewallState>;
}
