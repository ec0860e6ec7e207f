import * as z from 'zod';
import type { Fact } from '../../src/engine/facts.ts';
import * as s from '../../src/farm/config/scalars.ts';

/** Lines of a build's output that can be read in a chat. */
const shown = 300;

const Place = z.object({ host: s.label, builds: s.remotePath, id: z.string().regex(/^[0-9a-f]{16}$/) });

/** The end of what a build printed; undefined of a step that is no build. */
export function printedFact(action: string, args: unknown): Fact<readonly string[]> | undefined {
  if (action !== 'packaging.build') return undefined;
  const { host, builds, id } = Place.parse(args);
  return {
    host,
    read: { script: 'tail -n "$2" -- "$1"', args: [`${builds}/${id}.out`, String(shown)] },
    parse: ({ code, stdout }) => (code === 0 ? stdout.replace(/\n$/, '').split('\n') : []),
  };
}
