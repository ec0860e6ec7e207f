import type { Fact } from '../../src/engine/facts.ts';
import { lastLines } from '../../src/farm/detached.ts';
import type { FarmStatus, Held, Lacking, Wanted } from '../../src/farm/roles/builder.ts';
import type { BuildSettings } from '../../src/farm/settings.ts';
import { buildCodes } from './build-script.ts';
import { parseHeld, parseWanted } from './versions.ts';

/** `$1` revision, `$2` package, `$3` what is asked, then the words of packaging-farm. */
const asks = `revision=$1 name=$2 what=$3; shift 3; as_root env GIT_REVISION="$revision" "$@" --cd "$name" "$what"`;

type Asked = Pick<BuildSettings, 'host' | 'command'>;

/** What a packaging farm answers to a question about `target`. Its parser throws, with what it said, unless it ended well or with a code of `known`. */
function answer<Value>(
  { host, command }: Asked,
  what: string,
  target: string,
  revision: string,
  parse: (stdout: string) => Value,
  known: readonly number[] = [],
): Fact<Value> {
  return {
    host,
    read: { script: asks, args: [revision, target, what, ...command] },
    parse: ({ code, stdout, stderr, truncated }) => {
      const words = `${host}: ${command.join(' ')} --cd ${target} ${what}`;
      if (code === buildCodes.absent)
        throw new Error(`${host} has no ${command[0]}: farmhand doctor says how to install it`);
      if (code !== 0 && !known.includes(code)) throw new Error(`${words}: ${lastLines(stderr)}`);
      if (truncated) throw new Error(`${words}: more than can be read`);
      return parse(stdout);
    },
  };
}

/** What `packaging-farm --cd META status` says. */
export function statusFact(build: BuildSettings): Fact<FarmStatus> {
  return answer(build, 'status', build.meta, build.revision, parseStatus);
}

export function parseStatus(text: string): FarmStatus {
  const value = (key: string) => {
    const found = RegExp(`^${key} (.+)$`, 'm').exec(text)?.[1];
    return found === undefined || found === '-' ? undefined : found;
  };
  const number = (key: string) => (value(key) === undefined ? undefined : Number(value(key)));
  const [submitted, builtRevision, builtAt, running] = [
    value('REVISION-SUBMITTED'),
    value('REVISION-BUILT'),
    value('BUILT-AT'),
    value('RUNNING'),
  ];
  const [rebuildSeconds, free] = [number('REBUILD-SECONDS'), number('DISK-FREE-KIB')];
  return {
    wanted: value('REVISION-WANTED') ?? '',
    ...(submitted !== undefined && { submitted }),
    ...(builtRevision !== undefined && { builtRevision }),
    ...(builtAt !== undefined && { builtAt }),
    ...(rebuildSeconds !== undefined && { rebuildSeconds }),
    ...(free !== undefined && { free: free * 1024 }),
    ...(running !== undefined && { running }),
    built: number('BUILT') ?? 0,
    stale: number('STALE') ?? 0,
    failed: number('FAILED') ?? 0,
  };
}

/** The repositories that lack a revision; none: it is in all that `target` is made from. */
export function lackingFact(build: Asked, target: string, revision: string): Fact<readonly Lacking[]> {
  return answer(build, 'check', target, revision, parseLacking, [buildCodes.revision]);
}

function parseLacking(text: string): readonly Lacking[] {
  return [...text.matchAll(/^REVISION (missing|unreachable) \S+ (\S+)$/gm)].map(([, why, repository = '']) => ({
    repository,
    why: why as Lacking['why'],
  }));
}

/** Which versions a build of `target` would build now, and which it would leave as they are. */
export function wantedFact(build: Asked, target: string, revision: string): Fact<readonly Wanted[]> {
  return answer(build, 'would', target, revision, parseWanted);
}

/** Which versions a packaging farm has published, built, or is building. */
export function heldFact(build: Pick<BuildSettings, 'host' | 'command' | 'meta' | 'revision'>): Fact<readonly Held[]> {
  return answer(build, 'held', build.meta, build.revision, parseHeld);
}
