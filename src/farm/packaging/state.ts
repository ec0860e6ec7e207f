import type { Fact } from '../../engine/action.ts';
import { lastLines } from '../detached.ts';
import type { BuildSettings } from '../farm.ts';
import { buildCodes } from './build-script.ts';
import { type Held, parseHeld, parseWanted, type Wanted } from './versions.ts';

/** What `packaging-farm --cd META status` says. */
export interface FarmStatus {
  /** GIT_REVISION the next build takes when none is given. */
  readonly wanted: string;
  /** Of the last `update`: another one builds everything anew. Absent: there was none. */
  readonly submitted?: string;
  /** Of the repository, and when (ISO time) it was made. */
  readonly builtRevision?: string;
  readonly builtAt?: string;
  /** Seconds the last build of everything took. */
  readonly rebuildSeconds?: number;
  /** Bytes. */
  readonly free?: number;
  /** Who builds now, and what: pid, since, name, command. */
  readonly running?: string;
  readonly built: number;
  readonly stale: number;
  readonly failed: number;
}

/** `$1` revision, `$2` package, `$3` what is asked, then the words of packaging-farm. */
const asks = `revision=$1 name=$2 what=$3; shift 3; as_root env GIT_REVISION="$revision" "$@" --cd "$name" "$what"`;

/** How the packaging farm stands. */
export function statusFact({ host, command, meta, revision }: BuildSettings): Fact<FarmStatus> {
  return {
    host,
    read: { script: asks, args: [revision, meta, 'status', ...command] },
    parse: ({ code, stdout, stderr }) => {
      refuseFailure(host, command, `--cd ${meta} status`, { code, stderr });
      return parseStatus(stdout);
    },
  };
}

/** Throws unless packaging-farm ended well. */
function refuseFailure(
  host: string,
  command: readonly string[],
  asked: string,
  { code, stderr }: { readonly code: number; readonly stderr: string },
): void {
  if (code === buildCodes.absent)
    throw new Error(`${host} has no ${command[0]}: farmhand doctor says how to install it`);
  if (code !== 0) throw new Error(`${host}: ${command.join(' ')} ${asked}: ${lastLines(stderr)}`);
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

/** A git repository a revision is not taken from, and why. */
export interface Lacking {
  readonly repository: string;
  readonly why: 'missing' | 'unreachable';
}

/** The repositories that lack a revision; none: it is in all that `target` is made from. */
export function lackingFact(
  { host, command }: BuildSettings,
  target: string,
  revision: string,
): Fact<readonly Lacking[]> {
  return {
    host,
    read: { script: asks, args: [revision, target, 'check', ...command] },
    parse: ({ code, stdout, stderr }) => {
      if (code !== 0 && code !== buildCodes.revision) throw new Error(`${host}: ${lastLines(stderr)}`);
      return [...stdout.matchAll(/^REVISION (missing|unreachable) \S+ (\S+)$/gm)].map(([, why, repository = '']) => ({
        repository,
        why: why as Lacking['why'],
      }));
    },
  };
}

/** Which versions a build of `target` would build now, and which it would leave as they are. */
export function wantedFact(
  { host, command }: BuildSettings,
  target: string,
  revision: string,
): Fact<readonly Wanted[]> {
  return {
    host,
    read: { script: asks, args: [revision, target, 'would', ...command] },
    parse: ({ code, stdout, stderr }) => {
      refuseFailure(host, command, `--cd ${target} would`, { code, stderr });
      return parseWanted(stdout);
    },
  };
}

/** Which versions a packaging farm has published, built, or is building. */
export function heldFact({
  host,
  command,
  meta,
  revision,
}: Pick<BuildSettings, 'host' | 'command' | 'meta' | 'revision'>): Fact<readonly Held[]> {
  return {
    host,
    read: { script: asks, args: [revision, meta, 'held', ...command] },
    parse: ({ code, stdout, stderr, truncated }) => {
      refuseFailure(host, command, `--cd ${meta} held`, { code, stderr });
      if (truncated) throw new Error(`${host}: ${command.join(' ')} --cd ${meta} held: more than can be read`);
      return parseHeld(stdout);
    },
  };
}
