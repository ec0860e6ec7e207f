import * as z from 'zod';
import type { Decision } from '../engine/decision.ts';
import type { RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { CommandRuns } from './command.ts';
import { causeLine, causeOf } from './outcome.ts';
import { ago, duration } from './words.ts';

/** The kind of decisions that keep of what a restore was tried. */
const tried = 'drill';

/** Most drills of a VM that are read for the last that went well, the newest first. */
const most = 10;

/** What was restored: an instance, by its MACs, or what the run of that number put into the bin. */
const source = z.union([z.object({ macs: z.array(z.string()) }), z.object({ binned: z.number() })]);
type Source = z.infer<typeof source>;

/** What a drill of a VM is about, and its volumes are called by. The dot keeps it from being a VM's name. */
export function drillName(vm: string): string {
  return `${vm}.drill`;
}

/** That a restore of this was tried. What it showed stays so. */
export function trial(vm: string, of: Source): Decision {
  return {
    kind: tried,
    about: drillName(vm),
    title: `a restore of ${vm} was tried`,
    value: of,
    before: null,
    stays: 'what it showed was so',
  };
}

/** How the last drills of a VM, or of something in the bin, went: name and words, as a table has them. None: there was none. */
export async function drillRows(
  { farm, runService }: { readonly farm: Farm; readonly runService: Pick<CommandRuns, 'runs' | 'run'> },
  vm: string,
  of: Source,
  now: Date,
): Promise<readonly (readonly [string, string])[]> {
  const rows: (readonly [string, string])[] = [];
  for (const { run, settled, state } of await runService.runs({ subject: drillName(vm), limit: most })) {
    const view = await runService.run(String(run));
    if (!isOf(view, of) || view.plan.undoes !== undefined) continue;
    const { startedAt, endedAt = startedAt, steps } = view;
    if (startedAt === undefined || endedAt === undefined || !(settled || state === 'failed')) continue;
    const proof = steps.find((step) => farm.roles.hypervisor.drill.booted(step) !== undefined);
    if (proof && farm.roles.hypervisor.drill.booted(proof)) {
      const took = duration((Date.parse(proof.endedAt ?? endedAt) - Date.parse(startedAt)) / 1000);
      return [...rows, ['last proven restore', `${ago(proof.endedAt ?? endedAt, now)}, ${took}`]];
    }
    const why = proof ? 'it did not boot' : whyNot(view);
    if (rows.length === 0 && why !== undefined)
      rows.push(['last drill', `failed ${ago(endedAt, now)}: ${why} (run ${run})`]);
  }
  return rows;
}

function isOf({ plan }: Pick<RunView, 'plan'>, of: Source): boolean {
  const read = source.safeParse(plan.decisions?.find(({ kind }) => kind === tried)?.value);
  if (!read.success) return false;
  if ('binned' in of) return 'binned' in read.data && read.data.binned === of.binned;
  return 'macs' in read.data && read.data.macs.join() === of.macs.join();
}

/** Undefined: nothing failed, a person ended it. */
function whyNot({ steps }: RunView): string | undefined {
  const failed = steps.find((step) => step.state === 'failed');
  return failed && `${failed.title}: ${causeLine(causeOf(failed))}`;
}
