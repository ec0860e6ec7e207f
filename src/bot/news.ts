import type { RunView } from '../engine/run.ts';

/** Something people in a channel may want to read about a run. */
export type News =
  /** The plan is made: asks for approval where `view.gate` is open. */
  | { readonly kind: 'planned' }
  | {
      readonly kind: 'vote';
      readonly person: string;
      readonly from: string;
      readonly vote: 'approve' | 'deny' | 'withdraw';
    }
  | { readonly kind: 'expired' }
  | { readonly kind: 'started' }
  | {
      readonly kind: 'step';
      readonly step: string;
      readonly state: 'began' | 'done' | 'skipped' | 'failed' | 'unknown';
    }
  | { readonly kind: 'progress'; readonly step: string }
  /** done, failed, cancelled, denied, undone: the end, for now. */
  | { readonly kind: 'ended' };

export interface RunNews {
  readonly news: News;
  readonly view: RunView;
  /** Who may settle what it waits for, in words ("a second person with the role operator"), where it waits. */
  readonly waitsFor?: string;
  /** Seconds the run is expected to take still, from earlier runs on this farm. */
  readonly secondsLeft?: number;
}
