import type { Fact } from '../../engine/facts.ts';
import { parseFileState, readFileScript } from '../../ssh/file-state.ts';
import { FileChanged, type FileState, type Host, type Transaction } from '../../ssh/host.ts';

/** What a path on a host holds. Its parser throws where that is neither text nor a link. */
export function fileFact(host: string, path: string): Fact<FileState> {
  return { host, read: readFileScript(path), parse: (result) => parseFileState(`${host}:${path}`, result) };
}

/** The text of a file that must be there. Throws when there is none, or a link in its place; `place` says which file. */
export function textOf(place: string, state: FileState): string {
  if (state === null) throw new Error(`there is no file ${place}`);
  if ('link' in state) throw new Error(`${place} is a link to ${state.link}: farm.yaml must name the file itself`);
  return state.text;
}

/** How often another edit may be faster before this one gives up: of so many edits at once, the last is made at the last try. */
const tries = 50;

/**
 * Reads paths, makes edits of what they hold, and carries them out as one transaction; starts over when another edit changed
 * one of them meanwhile. `edits` throws when what it finds is not what was approved. Throws as `Host.edit` does.
 */
export async function editFiles(
  host: Host,
  paths: readonly string[],
  edits: (states: readonly FileState[]) => Transaction,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const results = await host.batch(paths.map(readFileScript));
    const states = results.map((result, index) => parseFileState(paths[index] ?? '', result));
    try {
      return await host.edit(edits(states));
    } catch (error) {
      if (!(error instanceof FileChanged) || attempt === tries) throw error;
    }
  }
}
