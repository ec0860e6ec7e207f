import type { Risk } from '../engine/action.ts';
import type { LeaseDemand } from './limits.ts';
import type { Window } from './window.ts';

/** What a rule is about: `read` is a command that changes nothing. */
export type Asked = 'read' | Risk;

/** The first rule that fits a command decides; the defaults come last and fit every one. */
export interface PolicyRule {
  /** Names of commands; empty: every one. */
  readonly commands: readonly string[];
  /** Patterns of VM names with `*`; empty: every one, and commands about no VM. */
  readonly vms: readonly string[];
  /** Empty: every one. */
  readonly risks: readonly Asked[];
  /** Seconds: it fits only where evidence says that nobody used the VM for so long. Absent: whoever uses it. */
  readonly idleFor?: number;
  /** It fits only where the VM belongs to who asks. */
  readonly own?: true;
  /** It fits only where all that is taken away is kept in the bin. */
  readonly kept?: true;
  /** anyone: strangers too; people: everyone farm.yaml lists; else those who have one of the roles. */
  readonly who: 'anyone' | 'people' | readonly string[];
  readonly approvals: Approvals;
  /** Seconds that the disks of a VM are kept that is destroyed by it; absent: as the bin has it. */
  readonly keep?: number;
  /** When what it is about may begin; absent: at any time. */
  readonly windows?: readonly Window[];
  /** Absent: a VM needs no end. */
  readonly lease?: LeaseDemand;
}

export interface Approvals {
  /** How many people must approve; 0: none. */
  readonly need: number;
  /** Roles that count; empty: everybody farm.yaml lists. */
  readonly roles: readonly string[];
  readonly askerCounts: boolean;
  /** Seconds. */
  readonly expires: number;
}
