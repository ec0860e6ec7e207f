import type { RunEvent } from '../engine/events.ts';
import type { RunView } from '../engine/run.ts';

/** Something people in a channel may want to read about a run. */
export type News =
  /** The plan is made: asks for approval where `view.gate` is open. */
  | { readonly kind: 'planned' }
  /** `person` is a name in farm.yaml, `from` the platform. A denial is an end. */
  | {
      readonly kind: 'vote';
      readonly person: string;
      readonly from: string;
      readonly vote: 'approve' | 'withdraw';
      /** Why, in their words. */
      readonly because?: string;
    }
  /** Nobody approved in time: an end too. */
  | { readonly kind: 'expired' }
  /** A worker took it up for the first time, or `!retry` sets it going again. */
  | { readonly kind: 'started' }
  | {
      readonly kind: 'step';
      readonly step: string;
      readonly state: 'began' | 'done' | 'skipped' | 'failed' | 'unknown';
    }
  | { readonly kind: 'progress'; readonly step: string }
  /** Said unasked: that it is slow, or waits and will not much longer. */
  | { readonly kind: 'alert'; readonly text: string; readonly people: readonly string[] }
  /** done, failed, cancelled, denied, undone: the end, for now. `view.why` says why, `view.undoneBy` what took it back. */
  | { readonly kind: 'ended' };

/** A person whose attention is wanted. */
export interface Called {
  /** In farm.yaml. */
  readonly name: string;
  /** Absent: they have none there. */
  readonly account?: string;
}

export interface RunNews {
  readonly news: News;
  readonly view: RunView;
  /** Place in the log of the event: what it is known by where it was delivered. */
  readonly seq?: number;
  /** It may have been delivered before a crash. */
  readonly maybeDelivered?: boolean;
  /** What to call the person who asked, in the place of delivery, so that their client alerts them: a nick, a Slack user id. Absent: only `view.by` is known. */
  readonly asker?: string;
  /** The identity of the person who asked on the platform of delivery, where they have one: to find what they are called there now. */
  readonly askerAccount?: string;
  /** People who would notice what is planned: their names in farm.yaml, and their identities on the platform of delivery. */
  readonly noticed?: readonly Called[];
  /** Whom an alert is for, where not the asker, and their identities on the platform of delivery, where they have one. */
  readonly called?: readonly Called[];
  /** Who may settle what it waits for, in words ("a second person with the role operator"), where it waits. */
  readonly waitsFor?: string;
  /** Seconds the run is expected to take still, from earlier runs on this farm. */
  readonly secondsLeft?: number;
  /** Who may approve it, where it waits: their names in farm.yaml, and their identities on the platform of delivery, where they have one. */
  readonly mayApprove?: readonly Called[];
  /** Taking back what it did removes something with what is on it; only said of a run that is over. */
  readonly undoLoses?: boolean;
  /** What it did can be taken back, as far as its receipts say; only said of a run that is over. */
  readonly undoable?: boolean;
  /** Where the run's page is, in a browser; absent where the farm has none. */
  readonly page?: string;
}

/** What an event means to people; undefined when it is nothing they need to read. `before` is the run as it was until then. */
export function newsOf(event: RunEvent, before: RunView | undefined): News | undefined {
  switch (event.type) {
    case 'planned':
      // A notice is told once, when it is on record.
      return event.plan.tells ? undefined : { kind: 'planned' };
    case 'approved':
    case 'withdrawn':
      return {
        kind: 'vote',
        person: event.person,
        from: event.from,
        vote: event.type === 'approved' ? 'approve' : 'withdraw',
        ...(event.because !== undefined && { because: event.because }),
      };
    case 'expired':
      return { kind: 'expired' };
    case 'running':
      // What only decides is over at once: its end says it.
      return before?.startedAt === undefined && (before?.plan.steps.length ?? 0) > 0 ? { kind: 'started' } : undefined;
    case 'retried':
      return { kind: 'started' };
    case 'step.intent':
      return { kind: 'step', step: event.step, state: 'began' };
    case 'step.verified':
      return { kind: 'step', step: event.step, state: 'done' };
    case 'step.skipped':
      return { kind: 'step', step: event.step, state: 'skipped' };
    case 'step.failed':
      return { kind: 'step', step: event.step, state: 'failed' };
    case 'step.unknown':
      return { kind: 'step', step: event.step, state: 'unknown' };
    case 'step.progress':
      return { kind: 'progress', step: event.step };
    case 'alerted':
      return { kind: 'alert', text: event.text, people: event.people };
    case 'denied':
    case 'left':
    case 'ended':
    case 'undone':
      return { kind: 'ended' };
    default:
      return undefined;
  }
}
