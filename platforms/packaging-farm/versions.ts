import type { Collision, Held, Wanted } from '../../src/farm/roles/builder.ts';

/** What `would` of packaging-farm(1) prints, or what a build says it will do. */
export function parseWanted(output: string): readonly Wanted[] {
  const lines = output.matchAll(/^(?:WOULD (BUILD|KEEP)|BUILD (WILL)) (\S+) (\S+) (\S+) (\S+)$/gm);
  return [...lines].map(([, would, will, name = '', source = '', version = '', architectures = '']) => ({
    name,
    source,
    version,
    architectures: architectures.split(','),
    stale: would === 'BUILD' || will === 'WILL',
  }));
}

/** What `held` of packaging-farm(1) prints. */
export function parseHeld(output: string): readonly Held[] {
  const lines = output.matchAll(/^HELD (published|built|building) (\S+) (\S+) (\S+) (\S+)/gm);
  return [...lines].map(([, how, source = '', version = '', architecture = '', sha256 = '']) => ({
    how: how as Held['how'],
    source,
    version,
    architecture,
    sha256: sha256 === '-' ? '' : sha256,
  }));
}

/**
 * The versions of `wanted` that other farms have, each once a farm. A build of the same version makes files with other checksums, and a
 * repository takes a file of one name once. `own`: what the farm that would build holds itself.
 */
export function collisionsOf(
  wanted: readonly Wanted[],
  others: ReadonlyMap<string, readonly Held[]>,
  own: readonly Held[] = [],
): readonly Collision[] {
  const mine = new Set(own.map(({ sha256 }) => sha256));
  return wanted.flatMap(({ source, version, architectures }) =>
    [...others].flatMap(([farm, held]) => {
      const theirs = held.filter(
        (one) =>
          one.source === source &&
          one.version === version &&
          (one.architecture === 'all' || architectures.includes(one.architecture)),
      );
      const worst = (['published', 'built', 'building'] as const).find((how) => theirs.some((one) => one.how === how));
      return worst ? [{ source, version, farm, how: worst, same: theirs.every(({ sha256 }) => mine.has(sha256)) }] : [];
    }),
  );
}

const states = { published: 'published by', built: 'built, to be published, by', building: 'being built by' };

/** "asterisk 1.8-1 is published by gallifrey already" */
export function inWords({ source, version, farm, how, same }: Collision): string {
  const files = same ? '; the files here are the same, and a build would make others of them' : '';
  return `${source} ${version} is ${states[how]} ${farm} already${files}`;
}
