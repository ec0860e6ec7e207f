/** Drills that farmhand does by itself. */
export interface DrillSettings {
  /** Which VMs, by patterns. */
  readonly vms: readonly string[];
  /** Seconds from one drill of a VM to the next: days. */
  readonly every: number;
  /** Minutes after midnight, by the farm's time zone: from then on, one VM after the other. */
  readonly at: number;
  /** The channel in which it is told, by platform: one. */
  readonly tell: Readonly<Record<string, string>>;
}
