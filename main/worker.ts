import { redactor } from '../src/bot/secrets.ts';
import { openFarm, withSettings } from './farm.ts';
import { isReread, rereadAtHangup } from './hangup.ts';
import { openLog } from './log.ts';
import { type Exit, exit, type Program } from './program.ts';
import { openService } from './service.ts';
import { stopped } from './signals.ts';

/** `farmhand worker`: works on runs and is in no chat, until it gets the signal to stop. */
export async function worker(program: Program): Promise<Exit> {
  const { env, error, concurrency } = program;
  const parts = withSettings(program, await openFarm(program));
  const redact = redactor(env);
  const log = openLog(error, redact, env);
  const farmhand = await openService({ ...parts, log, redact, env }, { platforms: () => [], works: true });
  try {
    const stop = stopped(log, !isReread(program));
    if (isReread(program)) rereadAtHangup(farmhand, log);
    await farmhand.work(concurrency);
    log.info('ready');
    log.info({ signal: await stop }, 'stopping: runs under way are taken up by another worker, or by the next start');
    return exit.done;
  } finally {
    await farmhand.stop();
  }
}
