import type { AboutRun } from '../../src/bot/about-run.ts';
import type { Approvers } from '../../src/bot/approvers.ts';
import { eventText } from '../../src/bot/event-text.ts';
import { type Redact, redacted } from '../../src/bot/secrets.ts';
import { read } from '../../src/engine/events.ts';
import { fold } from '../../src/engine/fold.ts';
import type { RunView } from '../../src/engine/run.ts';
import type { Farmhand } from '../farmhand.ts';

/** Everything the page of a run shows, without secrets. */
export interface RunShown {
  readonly view: RunView;
  readonly about: AboutRun;
  /** Where it waits. */
  readonly approvers?: Approvers;
  /** What stands against it by now, or keeps it from beginning. */
  readonly against: readonly string[];
  /** Seconds steps like its own take, by their ids. */
  readonly usual: ReadonlyMap<string, number>;
  /** Steps whose output can be read on a host. */
  readonly printed: ReadonlySet<string>;
  /** All that happened, for people; at: ISO time. */
  readonly log: readonly { readonly at: string; readonly text: string }[];
}

/** Reads it, nothing of other runs but how long their like took. Undefined: there is no such run. Throws JournalUnusable. */
export async function runShown(farmhand: Farmhand, run: number, redact: Redact): Promise<RunShown | undefined> {
  const { engine, runService, farm } = farmhand;
  const events = await engine.journal.events(run);
  if (events.length === 0) return undefined;
  const view = fold(events);
  const isOpen = !view.settled;
  const [about, approvers, against, barred, usual] = await Promise.all([
    runService.about(view),
    view.state === 'waiting' ? runService.approvers(view) : undefined,
    isOpen ? runService.against(view) : [],
    isOpen ? runService.barred(view.plan, view.plannedAt) : undefined,
    engine.usual(view),
  ]);
  const { builder } = farm.now.roles;
  const log = events.flatMap((event) => {
    const text = eventText(read(event), view);
    return text === undefined ? [] : [{ at: event.at, text }];
  });
  return {
    ...redacted({ view, about, against: [...against, ...(barred === undefined ? [] : [barred])], log }, redact),
    ...(approvers && { approvers }),
    usual,
    printed: new Set(view.steps.flatMap((step) => (builder.printed(step) ? [step.id] : []))),
  };
}
