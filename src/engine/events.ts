import type { NewEvent } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Progress, Receipt } from './action.ts';
import type { Alert } from './alert.ts';
import type { Decision } from './decision.ts';
import type { Plan } from './plan.ts';
import type { Gate, Prompt } from './run.ts';

/** How a run comes to rest. */
type Ending = 'done' | 'failed' | 'cancelled';

/** Everything that can happen to a run, as the journal keeps it. */
export type RunEvent =
  | { readonly type: 'planned'; readonly plan: Plan; readonly by: string; readonly asked: Json; readonly gate?: Gate }
  | ({ readonly type: 'posted' } & Prompt)
  | {
      readonly type: 'approved' | 'withdrawn' | 'denied';
      readonly person: string;
      readonly from: string;
      readonly hash: string;
      /** Why, in their words. */
      readonly because?: string | undefined;
      /** Names the message that said so. */
      readonly message?: string | undefined;
    }
  | { readonly type: 'expired' }
  | { readonly type: 'queued' }
  /** A worker took it up, for the first time or again. */
  | { readonly type: 'running'; readonly owner: string; readonly token: number }
  | StepEvent
  /** It is done, or left after it has begun to make what this is about, and this holds from now on. */
  | ({ readonly type: 'decided' } & Pick<Decision, 'kind' | 'about' | 'value'>)
  | { readonly type: 'cancelling' | 'retried' | 'left'; readonly person: string; readonly message?: string | undefined }
  | { readonly type: 'ended'; readonly state: Ending; readonly why?: string }
  | { readonly type: 'undone'; readonly run: number }
  | ({ readonly type: 'alerted' } & Alert);

/** What happens to one step; `action` makes the events of a kind of step findable. */
export type StepEvent = { readonly step: string; readonly action: string } & (
  | { readonly type: 'step.intent'; readonly attempt: number; readonly token: number; readonly before: Json }
  /** The action came back. What it did is not known before the host was looked at. */
  | { readonly type: 'step.effect' }
  | { readonly type: 'step.verified'; readonly receipt: Receipt; readonly seconds: number; readonly work: number }
  | { readonly type: 'step.skipped'; readonly why: string }
  /** Without a receipt where the host could not be asked what was changed. */
  | { readonly type: 'step.failed'; readonly why: string; readonly receipt?: Receipt }
  | { readonly type: 'step.unknown'; readonly why: string }
  | ({ readonly type: 'step.progress' } & Progress)
);

/** The journal's form of an event. Members that are undefined are left out, as JSON does. */
export function written(event: RunEvent): NewEvent {
  const { type, ...data } = event;
  const plain = JSON.parse(JSON.stringify(data)) as Json;
  const tag = 'action' in event ? event.action : event.type === 'decided' ? event.kind : undefined;
  return { type, ...(tag !== undefined && { tag }), data: plain };
}

/** An event read back from the journal. */
export function read(event: NewEvent): RunEvent {
  return { type: event.type, ...(event.data as object) } as RunEvent;
}

/** What a fault point calls an event: its type, and the step's id where it is about one. */
export function label(event: RunEvent): string {
  return 'step' in event ? `${event.type}:${event.step}` : event.type;
}
