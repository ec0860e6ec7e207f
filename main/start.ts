import { redactor } from '../src/bot/secrets.ts';
import { networksOf } from './adapters.ts';
import { openFarm } from './farm.ts';
import { openLog } from './log.ts';
import { type Exit, exit, type Program } from './program.ts';
import { openService } from './service.ts';
import { stopped } from './signals.ts';

/** Milliseconds the process has to end by itself once everything was let go of. */
const grace = 250;

/** `farmhand start`: the bot, until it gets the signal to stop. */
export async function start(program: Program): Promise<Exit> {
  const { env, error, work, concurrency } = program;
  const { farm, catalog } = await openFarm(program);
  const redact = redactor(env);
  const log = openLog(error, redact, env);
  const networks = networksOf(farm, env, log);
  if (networks.length === 0) {
    const { console: terminal } = await import('./console.ts');
    return terminal(program, { farm, catalog, log, redact, env });
  }
  const platforms = networks.map(({ platform }) => platform);
  const farmhand = await openService({ farm, catalog, log, redact, env }, { platforms, works: work });
  try {
    const stop = stopped(log);
    await farmhand.work(work ? concurrency : 0);
    const joined = Promise.all(networks.map((network) => farmhand.join(network))).then(() => {
      log.info({ platforms }, 'ready');
      return stop;
    });
    const signal = await Promise.race([stop, joined]);
    log.info({ signal }, 'stopping: runs under way are taken up again by the next start');
    return exit.done;
  } finally {
    await farmhand.stop();
    // Slack's sockets, ended while they are made anew, leave a timer behind that would hold up the end for half a minute.
    setTimeout(() => process.exit(), grace).unref();
  }
}
