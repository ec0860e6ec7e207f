import type { Hosts } from '../ssh/host.ts';
import { sleep } from '../time/sleep.ts';
import type { Applying, Progress } from './action.ts';
import { fault } from './fault.ts';
import type { RunView, StepView } from './run.ts';
import type { RunRecord } from './run-record.ts';

/** What a worker gives the actions of a run. */
export interface Worker {
  readonly record: RunRecord;
  readonly hosts: Hosts;
  readonly token: number;
  /** Aborted with Cancelled. */
  readonly cancel: AbortSignal;
  /** Aborted with LetGo or LeaseLost. */
  readonly letGo: AbortSignal;
}

/** What a step's work on the hosts is named, of its latest attempt unless another is given. */
export function attemptName({ run, id }: RunView, step: StepView, attempt = step.attempt): string {
  return `r${run}.${id}.${step.id}.${attempt}`;
}

/** What the step's action is applied with. `tell`: writes its progress down. `over`: aborted when the action has come back. */
export function applying(
  { record, hosts, token, cancel, letGo }: Worker,
  step: StepView,
  tell: (progress: Progress) => Promise<void>,
  over: AbortSignal,
): Applying {
  const { view } = record;
  const nameOf = (attempt: number) => attemptName(view, step, attempt);
  return {
    hosts,
    run: view.run,
    step: step.id,
    attempt: nameOf(step.attempt),
    earlier: Array.from({ length: step.attempt - 1 }, (_, before) => nameOf(before + 1)),
    fence: { resource: `r${view.run}.${view.id}.${step.id}`, token },
    signal: cancel,
    sleep: (milliseconds) => sleep(milliseconds, [cancel, letGo]),
    fault: (name) => fault(`${name} ${step.id}`),
    progress: rarely(tell, over),
  };
}

/**
 * Tells ever more rarely, so that a copy of hours does not fill the journal: about 60 lines for each ten times as long. The last is told in
 * any case, for it may be long before there is another.
 */
function rarely(tell: (progress: Progress) => Promise<void>, over: AbortSignal): (progress: Progress) => void {
  const began = Date.now();
  let told = 0;
  let later: NodeJS.Timeout | undefined;
  over.addEventListener('abort', () => clearTimeout(later));
  return (progress) => {
    const now = Date.now();
    const write = () => {
      told = Date.now();
      // A journal that refuses this refuses the step's next event too, and that one is waited for.
      tell(progress).catch(() => undefined);
    };
    clearTimeout(later);
    const wait = told + Math.max(1000, (now - began) / 60) - now;
    if (wait <= 0) write();
    else if (!over.aborted) later = setTimeout(write, wait);
  };
}
