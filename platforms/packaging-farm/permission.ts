import { readFacts } from '../../src/engine/look.ts';
import type { Hosts } from '../../src/ssh/host.ts';
import { heldFact } from './state.ts';
import { collisionsOf, inWords, parseWanted } from './versions.ts';

/** Another packaging farm that feeds the same repository. */
export interface Rival {
  readonly host: string;
  readonly command: readonly string[];
  readonly meta: string;
  readonly revision: string;
}

/** What a build wants to know before it builds anything: packaging-farm(1), MAY. */
export interface Question {
  /** Of the process that waits. */
  readonly pid: string;
  readonly output: string;
}

/** The last question a build has asked; undefined before it does. */
export function questionIn(output: string): Question | undefined {
  const at = output.lastIndexOf('\nBUILD MAY ');
  const pid = /^\nBUILD MAY (\d+) .*\n/.exec(output.slice(at))?.[1];
  return at < 0 || pid === undefined ? undefined : { pid, output: output.slice(0, at + 1) };
}

/**
 * The answer: `PID yes`, or `PID no WHY`. The others learn what the build will build before it asks, so of two that want the same
 * version at once one at least hears of the other. What cannot be asked counts as a no.
 */
export async function answerTo({ pid, output }: Question, rivals: readonly Rival[], hosts: Hosts): Promise<string> {
  const from = output.lastIndexOf('\nBUILD PLAN ');
  try {
    const { held } = await readFacts(hosts, { held: rivals.map(heldFact) });
    const others = new Map(rivals.map(({ host }, index) => [host, held[index] ?? []]));
    const collisions = collisionsOf(parseWanted(output.slice(from)), others);
    return collisions.length === 0 ? `${pid} yes` : `${pid} no ${collisions.map(inWords).join('; ')}`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${pid} no it is not known what others have built: ${why.replaceAll(/\s+/g, ' ')}`;
  }
}
