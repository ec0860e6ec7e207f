import { redactor } from '../src/bot/secrets.ts';
import { networksOf } from './adapters.ts';
import { openFarm, withSettings } from './farm.ts';
import { followChats } from './follow-chats.ts';
import { isReread, rereadAtHangup } from './hangup.ts';
import { openLog } from './log.ts';
import { type Exit, exit, type Program } from './program.ts';
import { openService } from './service.ts';
import { stopped } from './signals.ts';
import { checkSecret } from './web/oidc/secret.ts';

/** Milliseconds the process has to end by itself once everything was let go of. */
const grace = 250;

/** `farmhand start`: the bot, until it gets the signal to stop. */
export async function start(program: Program): Promise<Exit> {
  const { env, error, work, concurrency } = program;
  const opened = await openFarm(program);
  const { farm } = opened;
  const redact = redactor(env);
  const log = openLog(error, redact, env);
  const networks = networksOf(farm, env, log);
  if (networks.length === 0) {
    const { console: terminal } = await import('./console.ts');
    const parts = withSettings(program, opened, ({ chat }) => refuseChats(Object.keys(chat)));
    return terminal(program, { ...parts, log, redact, env });
  }
  const parts = withSettings(program, opened, (other) => {
    refuseNone(networksOf(other, env, log));
    checkSecret(other, env);
  });
  let platformsNow = () => networks.map(({ platform }) => platform);
  const farmhand = await openService({ ...parts, log, redact, env }, { platforms: () => platformsNow(), works: work });
  const { live } = farmhand.farm;
  platformsNow = () => Object.keys(live.chat);
  try {
    const stop = stopped(log, !isReread(program));
    if (isReread(program)) rereadAtHangup(farmhand, log);
    await farmhand.work(work ? concurrency : 0);
    followChats(farmhand, () => networksOf(live, env, log), log);
    const joined = Promise.all(networksOf(live, env, log).map((network) => farmhand.join(network))).then(() => {
      log.info({ platforms: platformsNow() }, 'ready');
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

/** Throws where a process on a terminal would have to join a chat. */
function refuseChats(platforms: readonly string[]): void {
  if (platforms.length > 0) throw new Error(`chat has ${platforms.join(' and ')} now: start farmhand anew to be there`);
}

/** Throws where a process in chats would have none. */
function refuseNone(networks: readonly unknown[]): void {
  if (networks.length === 0) throw new Error('chat has no network any more: start farmhand anew on a terminal');
}
