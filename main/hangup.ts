import type { Logger } from 'pino';
import { Refusal } from '../src/bot/refusal.ts';
import type { Farmhand } from './farmhand.ts';
import type { Program } from './program.ts';

/** Whether SIGHUP asks for farm.yaml to be read anew: on a terminal it says that the terminal is gone. */
export function isReread({ input }: Pick<Program, 'input'>): boolean {
  return input.isTTY !== true;
}

/** Has farm.yaml read anew at each SIGHUP; what comes of it is in the log. */
export function rereadAtHangup(farmhand: Farmhand, log: Pick<Logger, 'info' | 'warn' | 'error'>): void {
  process.on('SIGHUP', () => {
    farmhand.reload('by SIGHUP').then(
      (run) => log.info({ run }, 'farm.yaml is read anew, as SIGHUP asks'),
      (error) => {
        if (error instanceof Refusal) log.warn(`SIGHUP: ${error.lines.join(' ')}`);
        else log.error({ err: error }, 'SIGHUP: farm.yaml stays as it was');
      },
    );
  });
}
