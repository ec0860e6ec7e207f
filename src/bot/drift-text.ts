import type { RunView } from '../engine/run.ts';
import type { Comparison, Drifted } from './drift.ts';
import { isDrifted } from './drift.ts';
import { listed } from './words.ts';

/** "2026-11-24 07:30 UTC" of an ISO time. */
function minuteOf(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** How something stands that a run left, in words; empty: it is not compared. */
export function comparisonText(one: Comparison): string {
  const { left, finding, adopted } = one;
  if (isDrifted(one)) return `${one.finding.now}, changed by hand after ${minuteOf(one.since)}`;
  if (adopted) return `${adopted.now}, which ${adopted.by} took as right on ${minuteOf(adopted.at)}`;
  if (finding?.is === 'as left') return 'as it was left';
  if (finding?.is === 'untold') return `not known: ${finding.why}`;
  if (!left.view.settled) return `run ${left.view.run} is not over`;
  return left.step.state === 'done' ? '' : `the step ${left.step.state}`;
}

/** A difference in one line: "gallifrey-dev a-record: DNS record …: it is 10.10.60.9, changed by hand after …" */
export function driftLine(one: Drifted): string {
  const { subject, left } = one;
  return `${subject} ${left.step.id}: ${left.step.title}: ${comparisonText(one)}`;
}

/** All that is not as runs left it, a line each, and last what is not known. */
export function driftLines(comparisons: readonly Comparison[]): readonly string[] {
  return [...comparisons.filter(isDrifted).map(driftLine), ...untoldLines(comparisons)];
}

/** Why something could not be compared, each reason once. */
export function untoldLines(comparisons: readonly Comparison[]): readonly string[] {
  const whys = comparisons.flatMap(({ finding }) => (finding?.is === 'untold' ? [finding.why] : []));
  return [...new Set(whys)].map((why) => `Not known: ${why}`);
}

/** The lines of files that are otherwise, as they are now. */
export function changeLines({ finding: { changes } }: Drifted): readonly string[] {
  return changes.flatMap(({ host, path, removed, added }) => [
    `    ${path} on ${host}:`,
    ...removed.map((line) => `    - ${line}`),
    ...added.map((line) => `    + ${line}`),
  ]);
}

/** Whose doing a run is, and when it was done. */
export function doneBy({ run, plan, by, votes, state, startedAt, plannedAt, endedAt }: RunView): string {
  const approved = votes.length > 0 ? `, approved by ${listed(votes.map(({ person }) => person))}` : '';
  return `run ${run}: ${plan.title}, asked by ${by}${approved}, ${state}, ${minuteOf(endedAt ?? startedAt ?? plannedAt)}`;
}
