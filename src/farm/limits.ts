/** How much the VMs of one person may have together; what is absent is not limited. */
export interface Quota {
  readonly vms?: number;
  /** Bytes, of those that run. */
  readonly memory?: number;
  /** Bytes. */
  readonly disk?: number;
}

/** The end that a VM must have. */
export interface LeaseDemand {
  /** Seconds, where nobody says how long. */
  readonly default: number;
  /** Seconds from now, at most. */
  readonly most: number;
  /** Roles of people of whom it is not demanded. */
  readonly unless: readonly string[];
}
