import type { RunEvent } from '../engine/events.ts';
import type { RunView } from '../engine/run.ts';
import { remarkLines } from './plan-text.ts';

/** What an event says to people; undefined when it only serves farmhand itself. */
export function eventText(event: RunEvent, view: RunView): string | undefined {
  const title = 'step' in event ? view.steps.find(({ id }) => id === event.step)?.title : undefined;
  switch (event.type) {
    case 'planned':
      return [`planned for ${event.by}`, ...remarkLines(event.plan)].join('; ');
    case 'approved':
    case 'withdrawn':
    case 'denied':
      return `${event.type} by ${event.person} (${event.from})${event.because === undefined ? '' : `: ${event.because}`}`;
    case 'expired':
      return 'expired: nobody approved it in time';
    case 'running':
      return 'taken up';
    case 'cancelling':
      return `${event.person} asked for it to stop`;
    case 'retried':
      return `retried by ${event.person}`;
    case 'left':
      return `left as it is by ${event.person}`;
    case 'ended':
      // Of a failure the step's own line has said why.
      return event.why === undefined || view.steps.some(({ title, why }) => event.why === `${title}: ${why}`)
        ? event.state
        : `${event.state}: ${event.why}`;
    case 'undone':
      return `taken back by run ${event.run}`;
    case 'step.intent':
      return `begun: ${title}${event.attempt > 1 ? `, attempt ${event.attempt}` : ''}`;
    case 'step.verified':
      return `done: ${title}`;
    case 'step.skipped':
      return `nothing to do: ${title}: ${event.why}`;
    case 'step.failed':
      return `failed: ${title}: ${event.why}`;
    case 'step.unknown':
      return `not known: ${title}: ${event.why}`;
    default:
      return undefined;
  }
}
