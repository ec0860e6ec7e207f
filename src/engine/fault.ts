import { appendFileSync } from 'node:fs';

const { FARMHAND_FAULT: kill, FARMHAND_FAULT_LOG: list } = process.env;

/**
 * A named place before or after a journal write or an effect. The crash harness lists the places a run passes
 * (FARMHAND_FAULT_LOG=file) and then has the process kill itself at each (FARMHAND_FAULT=name). Otherwise does nothing.
 */
export function fault(name: string): void {
  if (list !== undefined) appendFileSync(list, `${name}\n`);
  if (kill === name) process.kill(process.pid, 'SIGKILL');
}
