import type { Invocation } from '../../src/engine/action.ts';
import type { BuildAsked, Drift } from '../../src/farm/roles/builder.ts';
import type { BuildSettings, FarmSettings } from '../../src/farm/settings.ts';
import { patchedBy, patchesOf } from '../../src/farm/text/diff.ts';
import { patchOf } from '../../src/farm/text/patch.ts';
import { defaultState } from '../../src/ssh/settings.ts';
import type { Rival } from './permission.ts';

/** Edit packaging-farm.conf and the meta package's Makefile until they are as on the other farm. */
export function lines({ host, command }: BuildSettings, drifts: readonly Drift[]): Invocation {
  const files = drifts.map(({ path, before, after }) => {
    const text = before ?? '';
    const several = patchesOf(text, after);
    const whole = patchOf(text, after);
    // Lines that occur often may leave no place sure; the whole stretch that changes does.
    const patches = patchedBy(text, several) === after || !whole ? several : [whole];
    return { path, patches: patches.map((patch) => ({ ...patch })), absent: before === null ? 'before' : 'never' };
  });
  return { action: 'packaging.lines', args: JSON.parse(JSON.stringify({ host, command, files })) };
}

/** GIT_REVISION=REVISION packaging-farm --cd META update ; GIT_REVISION=REVISION packaging-farm META */
export function build({ hosts }: FarmSettings, { host, command, cache }: BuildSettings, asked: BuildAsked): Invocation {
  const builds = `${hosts.get(host)?.state ?? defaultState}/builds`;
  const rivals = asked.rivals.map(({ host, command, meta, revision }): Rival => ({ host, command, meta, revision }));
  const args = { host, command, cache, builds, ...asked, ...(rivals.length > 0 ? { rivals } : { rivals: undefined }) };
  return { action: 'packaging.build', args: JSON.parse(JSON.stringify(args)) };
}
