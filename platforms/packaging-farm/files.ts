import type { Fact } from '../../src/engine/action.ts';
import type { BuildSettings } from '../../src/farm/farm.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import type { FileState } from '../../src/ssh/host.ts';

/** A file and what it holds; null: there is none. */
interface Content {
  readonly path: string;
  readonly text: string | null;
}

/** What a packaging farm is told by hand. */
export interface FarmFiles {
  /** packaging-farm.conf */
  readonly conf: Content;
  /** The meta package's job file: META.mk beside it, or build/META/Makefile in the cache. */
  readonly job: Content;
}

type Place = Pick<BuildSettings, 'host' | 'settings' | 'cache' | 'meta'>;

export function confPath({ settings }: Pick<BuildSettings, 'settings'>): string {
  return `${settings}/packaging-farm.conf`;
}

function jobPaths({ settings, cache, meta }: Place): { readonly own: string; readonly cached: string } {
  return { own: `${settings}/${meta}.mk`, cached: `${cache}/build/${meta}/Makefile` };
}

/** What is read for `farmFiles`. */
export function filesFacts(place: Place): readonly Fact<FileState>[] {
  const { own, cached } = jobPaths(place);
  return [confPath(place), own, cached].map((path) => fileFact(place.host, path));
}

/** Both files, from the facts. The job file is META.mk unless there is none and a Makefile, no link, in the cache. */
export function farmFiles(place: Place, [conf, own, cached]: readonly unknown[]): FarmFiles {
  const paths = jobPaths(place);
  const inCache = own === null && cached !== null && 'text' in (cached as object);
  return {
    conf: content(place.host, confPath(place), conf as FileState),
    job: inCache
      ? content(place.host, paths.cached, cached as FileState)
      : content(place.host, paths.own, own as FileState),
  };
}

function content(host: string, path: string, state: FileState): Content {
  return { path, text: state === null ? null : textOf(`${host}:${path}`, state) };
}
