/** What people are told of a run unasked, once of each kind. */
export interface Alert {
  /** `slow`: it takes much longer than usual; `expiring`: it waits for approval, and not much longer. */
  readonly about: 'slow' | 'expiring';
  /** In words, without a stop. */
  readonly text: string;
  /** Names in farm.yaml of whom it is for; none: who asked for the run. */
  readonly people: readonly string[];
}
