import type { Plan } from '../../engine/plan.ts';
import type { RunView } from '../../engine/run.ts';
import type { Builder, FarmStatus } from '../../farm/roles/builder.ts';
import { counted, duration, size } from '../words.ts';

/** Says which steps are builds. */
type Revisions = Pick<Builder, 'revisionOf'>;

/** Builds of a VM that are in flight or wait for it, the one to end last at the end. */
export function buildsAhead(builder: Revisions, pending: readonly RunView[], vm: string): readonly RunView[] {
  return pending
    .filter(
      ({ state, plan }) =>
        plan.subjects.includes(vm) && isBuild(builder, plan) && (state === 'running' || state === 'queued'),
    )
    .toSorted((a, b) => compare(a.startedAt ?? '~', b.startedAt ?? '~') || a.run - b.run);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Builds of a VM that stopped before their end, and that nobody has settled. */
export function buildsLeft(builder: Revisions, pending: readonly RunView[], vm: string): readonly RunView[] {
  return pending.filter(
    ({ state, plan }) =>
      plan.subjects.includes(vm) && isBuild(builder, plan) && (state === 'failed' || state === 'cancelled'),
  );
}

/** Whether a step of the plan is a build, whatever command asked for it. */
export function isBuild(builder: Revisions, plan: Pick<Plan, 'steps'>): boolean {
  return revisionOf(builder, plan) !== undefined;
}

/** The revision a plan builds from; undefined: it builds nothing. */
export function revisionOf(builder: Revisions, { steps }: Pick<Plan, 'steps'>): string | undefined {
  return steps.map((step) => builder.revisionOf(step)).find((revision) => revision !== undefined);
}

export interface Rebuild {
  /** The revision the farm will have been built from when this build begins; undefined: none yet. */
  readonly last: string | undefined;
  /** Everything is built anew. */
  readonly all: boolean;
  /** It takes who may decide about revisions. */
  readonly decides: boolean;
}

/** What a revision means for a farm: another than the last one clears its graph, and everything is built anew. */
export function rebuildOf(
  builder: Revisions,
  revision: string,
  {
    usual,
    submitted,
    ahead,
  }: { readonly usual: string; readonly submitted: string | undefined; readonly ahead: readonly RunView[] },
): Rebuild {
  const before = ahead.at(-1);
  const last = (before && revisionOf(builder, before.plan)) ?? submitted;
  const all = last !== undefined && last !== revision;
  return { last, all, decides: all || revision !== usual };
}

/** What people should know before they approve a build. `took`: seconds the last build of everything took. */
export function buildNotes(
  { last, all }: Rebuild,
  about: {
    readonly revision: string;
    readonly status: FarmStatus;
    readonly took: number | undefined;
    readonly ahead: readonly RunView[];
    readonly left: readonly RunView[];
    /** It is about one package. */
    readonly alone: boolean;
  },
): readonly string[] {
  const { revision, status, took, ahead, left, alone } = about;
  const total = status.built + status.stale + status.failed;
  const time =
    took === undefined ? 'how long that takes is not known yet' : `the last time that took ${duration(took)}`;
  const before = ahead.at(-1);
  return [
    ...(all ? [`another revision than ${last}: everything is built anew, ${counted(total, 'package')}; ${time}`] : []),
    ...(all || alone
      ? []
      : [`to build: ${status.stale + status.failed} of ${counted(total, 'package')}, and what changed in git since`]),
    ...(all && alone ? [`the other packages count as not built from ${revision} until they are`] : []),
    ...(before ? [`it waits behind run ${before.run} (${before.plan.title}, asked by ${before.by})`] : []),
    ...left.map(
      ({ run, state }) =>
        `run ${run} ${state === 'failed' ? 'failed' : 'was cancelled'} and is not over: it does not keep this one waiting; !retry ${run} goes on with it, !cancel ${run} leaves it`,
    ),
    ...(!before && status.running !== undefined ? [`somebody builds there by hand now: ${status.running}`] : []),
    ...(status.free === undefined ? [] : [`disk: ${size(status.free)} free for it`]),
  ];
}
