import { userInfo } from 'node:os';
import { redactor } from '../src/bot/secrets.ts';
import { HoldsAlready } from '../src/bot/settings-agreement.ts';
import type { RunView } from '../src/engine/run.ts';
import { openFarm, withSettings } from './farm.ts';
import { type Farmhand, openFarmhand } from './farmhand.ts';
import { openLog } from './log.ts';
import { type Exit, exit, type Program } from './program.ts';

/**
 * `farmhand reload`: checks farm.yaml whole, and has it hold for every process of the farm, which read theirs when they see so in the journal. Whoever may run
 * it can edit the file: nobody is asked. Throws what is wrong in it.
 */
export async function reload(program: Program): Promise<Exit> {
  const { env, error, output } = program;
  const parts = withSettings(program, await openFarm(program));
  const redact = redactor(env);
  const log = openLog(error, redact, { LOG_LEVEL: 'warn', ...env });
  const farmhand = await openFarmhand({ ...parts, log, redact, env });
  try {
    const run = await farmhand.reload(`by farmhand reload, as ${userInfo().username}`);
    await farmhand.work(1);
    const { plan, state, why } = await settled(farmhand, run);
    if (state !== 'done') throw new Error(`run ${run} is ${state}: ${why ?? 'no reason is known'}`);
    for (const note of plan.notes) output.write(`${note}\n`);
    output.write(
      `This farm.yaml holds from now on (run ${run}). Every process reads its own, and says in its log and on /readyz where that is another.\n`,
    );
    return exit.done;
  } catch (refused) {
    if (!(refused instanceof HoldsAlready)) throw refused;
    output.write(`${refused.lines.join('\n')}\n`);
    return exit.done;
  } finally {
    await farmhand.stop();
  }
}

/** The run once nothing more happens to it; another process may be the one that works on it. */
async function settled({ engine }: Farmhand, run: number): Promise<RunView> {
  for (;;) {
    const { promise: written, resolve } = Promise.withResolvers<void>();
    const unwatch = engine.journal.watch(resolve);
    try {
      const view = await engine.view(run);
      if (view && (view.settled || view.state === 'failed')) return view;
      await written;
    } finally {
      unwatch();
    }
  }
}
