import type { Logger } from 'pino';
import { exit } from './program.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Milliseconds from the signal to the end of the process at the latest, whatever it still waits for. Who kills it must wait longer: systemd's
 * TimeoutStopSec, Docker's stop_grace_period.
 */
export const stopWithin = 20_000;

/**
 * Resolves with the name of the signal that asks the process to end; SIGHUP is none where `hangup` is false. It has `stopWithin` for that; then it ends as
 * after a crash, by which nothing is lost. Another signal ends it at once.
 */
export function stopped(log?: Pick<Logger, 'warn'>, hangup = true): Promise<NodeJS.Signals> {
  const asking = signals.filter((signal) => hangup || signal !== 'SIGHUP');
  return new Promise((resolve) => {
    const told = (signal: NodeJS.Signals) => {
      for (const other of asking) process.removeListener(other, told);
      setTimeout(() => {
        log?.warn(`not stopped in good order within ${stopWithin / 1000} s: ends as it is`);
        process.exit(exit.failed);
      }, stopWithin).unref();
      resolve(signal);
    };
    for (const signal of asking) process.on(signal, told);
  });
}
