import { orRefuse } from '../../src/bot/engine-refusal.ts';
import { errorReply } from '../../src/bot/error-reply.ts';
import { ownerships } from '../../src/bot/ownership.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { type Redact, redacted } from '../../src/bot/secrets.ts';
import { strays6 } from '../../src/bot/survey/strays6.ts';
import { listedVms } from '../../src/bot/survey/vm-overview.ts';
import type { Plan } from '../../src/engine/plan.ts';
import type { StepView } from '../../src/engine/run.ts';
import type { Reading } from '../../src/farm/state.ts';
import type { Farmhand } from '../farmhand.ts';
import type { Page } from './page.ts';
import { farmPage } from './pages/farm.ts';
import { outputPage } from './pages/output.ts';
import { runPage } from './pages/run.ts';
import { filterOf, queryOf, runsPage } from './pages/runs.ts';
import { undoPage } from './pages/undo.ts';
import { wordsPage } from './pages/words.ts';
import type { RecentDrift } from './recent-drift.ts';
import { runShown } from './run-shown.ts';

export interface RouteParts {
  readonly farmhand: Farmhand;
  readonly redact: Redact;
  readonly drift: RecentDrift;
}

/** Runs that are not over, on the farm's page. */
const open = 50;

/** The page of an address. Throws JournalUnusable. */
export async function pageAt(parts: RouteParts, { pathname, searchParams }: URL): Promise<Page> {
  if (pathname === '/') return farm(parts);
  if (pathname === '/runs') return runs(parts, searchParams);
  const [, number, more, step] =
    /^\/runs\/([1-9]\d{0,8})(?:\/(undo|output)(?:\/([a-z][a-z0-9-]*))?)?$/.exec(pathname) ?? [];
  const shown = number === undefined ? undefined : await runShown(parts.farmhand, Number(number), parts.redact);
  if (!shown)
    return wordsPage(
      'Not found',
      [number === undefined ? 'There is no such page.' : `There is no run ${number}.`],
      404,
    );
  if (more === undefined) return runPage(shown);
  if (more === 'undo' && step === undefined) return undo(parts, shown.view.run);
  return output(parts, shown.view.run, step);
}

async function farm({ farmhand, redact, drift }: RouteParts): Promise<Page> {
  const { recent, runService, engine } = farmhand;
  const { now: farm } = farmhand.farm;
  const [state, held, runs, pending] = await Promise.all([
    recent.look(),
    ownerships(runService),
    engine.runs({ settled: false, limit: open }),
    runService.pending(),
  ]);
  const newest = drift.newest();
  return farmPage({
    ...{ farm, state, now: new Date() },
    vms: listedVms(farm, state, held).map((vm) => ({ ...vm, trouble: redacted(vm.trouble, redact) })),
    ...(newest && { drift: { ...newest, lines: redacted(newest.lines, redact) } }),
    strays: redacted(strays6(farm, state, pending), redact),
    open: redacted(runs, redact),
  });
}

async function runs({ farmhand, redact }: RouteParts, query: URLSearchParams): Promise<Page> {
  const filter = filterOf(query);
  const heads = await farmhand.engine.runs(queryOf(filter));
  return runsPage(redacted(heads, redact), filter, new Date());
}

/** Looks at the hosts. */
async function undo({ farmhand: { engine }, redact }: RouteParts, run: number): Promise<Page> {
  try {
    const hosts = engine.reading();
    const plan: Plan = await orRefuse(engine, async () => engine.plan(await engine.undoing(run, hosts), hosts));
    return undoPage(run, { plan: redacted(plan, redact) });
  } catch (error) {
    const reply = errorReply(error);
    if (!reply) throw error;
    return undoPage(run, { lines: redacted(replyText(reply), redact) });
  }
}

async function output(parts: RouteParts, run: number, id: string | undefined): Promise<Page> {
  const found = await outputOf(parts, run, id);
  if (!found) return wordsPage('Not found', [`Run ${run} has no step of that name that prints something.`], 404);
  return outputPage(run, found.step, found.output);
}

/** What a step has printed, as its host has kept it by now; undefined: there is no such step, or it prints nothing. */
export async function outputOf(
  { farmhand, redact }: RouteParts,
  run: number,
  id: string | undefined,
): Promise<{ readonly step: StepView; readonly output: Reading<readonly string[]> } | undefined> {
  const step = (await farmhand.engine.view(run))?.steps.find((one) => one.id === id);
  const part = step && farmhand.farm.now.roles.builder.printed(step);
  if (!part) return undefined;
  const { output } = await farmhand.recent.read({ output: part });
  return redacted({ step, output }, redact);
}
