import type { Farm } from '../../farm/farm.ts';
import type { Part } from '../../farm/read-parts.ts';
import { known } from '../../farm/reading.ts';
import type { Builder, FarmFiles, FarmStatus } from '../../farm/roles/builder.ts';
import type { FarmState } from '../../farm/state.ts';
import type { CommandContext } from '../command.ts';
import { ago, size } from '../words.ts';
import { isBuild, revisionOf } from './rebuild.ts';
import { vmState } from './vm-state.ts';

/** What is read of a packaging farm, and of others. */
type Parts = { readonly status: Part<FarmStatus>; [files: `files of ${string}`]: Part<FarmFiles> };

type Rows = readonly (readonly [string, string])[];

/** What a packaging farm is at, and where it has drifted from others of its meta package; nothing for other VMs. */
export interface BuildStatus {
  readonly rows: Rows;
  /** Commands that show where two farms differ. */
  readonly drifted: readonly string[];
}

/** Asks the VM, if it runs. What it does not answer is said. */
export async function buildStatus(
  { farm, read, runService }: CommandContext,
  state: FarmState,
  name: string,
): Promise<BuildStatus> {
  const { builder } = farm.roles;
  const build = farm.vms.get(name)?.build;
  if (!build) return { rows: [], drifted: [] };
  if (!runs(farm, state, name))
    return { rows: [['builds', `${build.meta} from ${build.revision}; not asked, it is not running`]], drifted: [] };
  const others = [...farm.vms.values()].filter(
    (one) => one.name !== name && one.build?.meta === build.meta && runs(farm, state, one.name),
  );
  const parts: Parts = { status: builder.status(build) };
  for (const one of [name, ...others.map((other) => other.name)]) {
    const place = farm.vms.get(one)?.build;
    if (place) parts[`files of ${one}`] = builder.files(place);
  }
  const [seen, builtBy] = await Promise.all([read(parts), lastBuild(builder, runService, name)]);
  const { status } = seen;
  const rows =
    'known' in status ? statusRows(status.known, builtBy) : ([['builds', `not known: ${status.unknown}`]] as const);
  const filesOf = (one: string) => known(seen[`files of ${one}`], undefined);
  const own = filesOf(name);
  return {
    rows: [['builds', `${build.meta}, usually from ${build.revision}`], ...rows],
    drifted: others.flatMap((one) => {
      const [theirs, keep] = [filesOf(one.name), one.build?.keep ?? []];
      return own && theirs && builder.driftOf(own, theirs, keep).length > 0 ? [`!diff ${name} ${one.name}`] : [];
    }),
  };
}

/** How a packaging farm stands, in rows. */
export function statusRows(status: FarmStatus, last: string | undefined, now = new Date()): Rows {
  const { wanted, builtRevision, builtAt, running, free, built, stale, failed } = status;
  const when = builtAt === undefined ? '' : `, ${ago(builtAt, now)}`;
  return [
    [
      'revision',
      `${wanted} wanted, ${builtRevision === undefined ? 'none built yet' : `${builtRevision} built${when}`}`,
    ],
    ...(last === undefined ? [] : [['built by', last] as const]),
    ['packages', `${built} built, ${stale} stale, ${failed} failed`],
    ...(running === undefined ? [] : [['building', running] as const]),
    ...(free === undefined ? [] : [['room', `${size(free)} left to build in`] as const]),
  ];
}

function runs(farm: Farm, state: FarmState, name: string): boolean {
  return vmState(farm, state, name).instance?.running === true;
}

/** The last build farmhand made of the VM, in words. */
async function lastBuild(
  builder: Builder,
  runService: CommandContext['runService'],
  vm: string,
): Promise<string | undefined> {
  for (const { run } of await runService.runs({ subject: vm, state: 'done', limit: 20 })) {
    const view = await runService.run(String(run));
    if (!isBuild(view.plan)) continue;
    const when = view.endedAt === undefined ? '' : `, ${ago(view.endedAt, new Date())}`;
    return `run ${run} from ${revisionOf(builder, view)}, asked by ${view.by}${when}`;
  }
  return undefined;
}
