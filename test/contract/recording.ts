import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostTools, type Observation, pairTools } from './host-tools.ts';

/** What the real tools showed, by the names of the cases. */
export type Recording = Readonly<Record<string, readonly Observation[]>>;

function file(tools: string): string {
  return join(import.meta.dirname, 'recorded', `${tools}.json`);
}

/** What the real tools of this group showed when they were recorded; nothing where they never were. */
export async function readRecording(tools: string): Promise<Recording> {
  try {
    return JSON.parse(await readFile(file(tools), 'utf8')) as Recording;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Keeps what the real tools showed in a case: only ever called with what the lab answered. Cases that are no longer run go. */
export async function record(tools: string, name: string, observed: readonly Observation[]): Promise<void> {
  const all: Recording = { ...(await readRecording(tools)), [name]: observed };
  const kept = ({ ...hostTools, ...pairTools }[tools] ?? []).flatMap((each) => {
    const found = all[each.name];
    return found === undefined ? [] : [[each.name, found] as const];
  });
  await writeFile(file(tools), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}
