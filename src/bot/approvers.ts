/** Who can approve a run. */
export interface Approvers {
  /** ISO time after which nobody can. */
  readonly until: string;
  /** Names of people. */
  readonly who: readonly string[];
  /** They are too few. */
  readonly short: boolean;
}
