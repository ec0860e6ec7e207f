import type { ValuesOf } from '../../src/engine/facts.ts';
import type { Content, FarmFiles } from '../../src/farm/roles/builder.ts';
import type { BuildSettings } from '../../src/farm/settings.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import type { FileState } from '../../src/ssh/host.ts';

type Place = Pick<BuildSettings, 'host' | 'settings' | 'cache' | 'meta'>;

export function confPath({ settings }: Pick<BuildSettings, 'settings'>): string {
  return `${settings}/packaging-farm.conf`;
}

function jobPaths({ settings, cache, meta }: Place): { readonly own: string; readonly cached: string } {
  return { own: `${settings}/${meta}.mk`, cached: `${cache}/build/${meta}/Makefile` };
}

/** What is read for `farmFiles`. */
export function filesFacts(place: Place) {
  const { own, cached } = jobPaths(place);
  const at = (path: string) => fileFact(place.host, path);
  return { conf: at(confPath(place)), own: at(own), cached: at(cached) };
}

/** packaging-farm.conf and the job file, from the facts. That is META.mk unless there is none and a Makefile, no link, in the cache. */
export function farmFiles(place: Place, { conf, own, cached }: ValuesOf<ReturnType<typeof filesFacts>>): FarmFiles {
  const paths = jobPaths(place);
  const inCache = own === null && cached !== null && 'text' in cached;
  return {
    conf: content(place.host, confPath(place), conf),
    job: inCache ? content(place.host, paths.cached, cached) : content(place.host, paths.own, own),
  };
}

function content(host: string, path: string, state: FileState): Content {
  return { path, text: state === null ? null : textOf(`${host}:${path}`, state) };
}
