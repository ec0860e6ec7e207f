import { redactor } from '../bot/secrets.ts';
import { adaptersOf } from './adapters.ts';
import { readFarm } from './farm.ts';
import { openFarmhand } from './farmhand.ts';
import { openLog } from './log.ts';
import { type Exit, exit, type Program } from './program.ts';
import { stopped } from './signals.ts';

/** `farmhand start`: the bot, until it is told to stop. */
export async function start(program: Program): Promise<Exit> {
  const { env, error } = program;
  const farm = await readFarm(program);
  const redact = redactor(env);
  const log = openLog(error, redact, env);
  const adapters = await adaptersOf(farm, env, log);
  if (adapters.length === 0) {
    const { console: terminal } = await import('./console.ts');
    return terminal(program, { farm, log, redact, env });
  }
  const farmhand = await openFarmhand({ farm, log, redact, env });
  try {
    const stop = stopped();
    await farmhand.work();
    const seated = Promise.all(adapters.map((adapter) => farmhand.seat(adapter))).then(() => {
      log.info({ platforms: adapters.map(({ platform }) => platform) }, 'ready');
      return stop;
    });
    const signal = await Promise.race([stop, seated]);
    log.info({ signal }, 'stopping: runs under way are taken up again by the next start');
    return exit.done;
  } finally {
    await farmhand.stop();
  }
}
