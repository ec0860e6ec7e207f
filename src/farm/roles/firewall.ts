import type { Invocation } from '../../engine/action.ts';
import type { Part } from '../read-parts.ts';
import type { AllocatedVm, FarmSettings, FirewallSettings, Vm } from '../settings.ts';
import type { FirewallState } from '../state.ts';
import type { RoleOf } from './role.ts';
import type { Connection } from './use.ts';

/** What a VM is let in by IPv6, before it is made. */
export interface Admitted {
  /** Absent: nothing is to be done. */
  readonly step?: Invocation;
  /** What people should know of it. */
  readonly notes: readonly string[];
}

/** Which ports of the public address lead to VMs. */
export interface Firewall extends RoleOf<FirewallSettings> {
  /** A port of the public address leads to the VM's SSH. */
  forward(farm: FarmSettings, vm: AllocatedVm): Invocation | undefined;
  /** Every rule that leads to the VM goes. */
  removeForward(farm: FarmSettings, vm: Vm): Invocation | undefined;
  /** A clone has the rules of the IPv6 firewall that its source has, as the firewall was read. Left out: farmhand writes no such rules. */
  admitLike?(
    farm: FarmSettings,
    vm: AllocatedVm,
    like: { readonly name: string; readonly address?: string | undefined; readonly addresses6: readonly string[] },
    state: FirewallState,
  ): Admitted;
  /** Every rule of the IPv6 firewall goes that is about one of these addresses. */
  removeAdmitted?(farm: FarmSettings, addresses6: readonly string[]): Invocation | undefined;
  /** Why a name cannot be that of a variable; undefined: it can. */
  variableProblem(variable: string): string | undefined;
  /** How the rules are read. */
  forwards(settings: FirewallSettings): Part<FirewallState>;
  /** Who has a connection open to one of a VM's addresses, by a forwarded port or not. Left out: it cannot tell. */
  connections?(settings: FirewallSettings, addresses: readonly string[]): Part<readonly Connection[]>;
}
