import { appendFileSync } from 'node:fs';

const { FARMHAND_FAULT: places, FARMHAND_FAULT_LOG: list } = process.env;
const deadly: ReadonlySet<string> = new Set(places?.split(','));

/**
 * A named place before or after a journal write or an effect. The crash harness lists the places a run passes
 * (FARMHAND_FAULT_LOG=file) and then has the process kill itself at the first it meets of some (FARMHAND_FAULT=name,name…).
 * Otherwise does nothing.
 */
export function fault(name: string): void {
  if (list !== undefined) appendFileSync(list, `${name}\n`);
  if (deadly.has(name)) process.kill(process.pid, 'SIGKILL');
}
