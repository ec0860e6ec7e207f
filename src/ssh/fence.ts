import type { Fence } from './host.ts';

/** Exit codes of the scripts of this folder; what they mean, not a tool's own failure. */
export const exits = { stale: 112, busy: 113, noState: 114 } as const;

/** Seconds a script waits for a token's lock that another holds. */
const lockSeconds = 300;

/**
 * Shell functions on the state folder `$state`: `ready` makes it, `fence RESOURCE TOKEN` locks the resource (file descriptor 7, held
 * until the script ends) and refuses a token lower than the highest seen.
 */
export const stateFunctions = `
umask 077
ready() {
  [ -d "$state/jobs" ] && [ -d "$state/kept" ] && [ -d "$state/tokens" ] && [ -d "$state/locks" ] && return
  mkdir -p -- "$state" && mkdir -p -- "$state/jobs" "$state/kept" "$state/tokens" "$state/locks" || exit ${exits.noState}
}
fence() {
  [ -n "$1" ] || return 0
  exec 7>"$state/locks/token:$1" || exit ${exits.noState}
  flock -w ${lockSeconds} 7 || exit ${exits.busy}
  seen=-1
  if [ -s "$state/tokens/$1" ]; then read -r seen <"$state/tokens/$1"; fi
  if [ "$2" -lt "$seen" ]; then echo "$seen"; exit ${exits.stale}; fi
  if [ "$2" -gt "$seen" ]; then
    echo "$2" >"$state/tokens/.$1" && sync -- "$state/tokens/.$1" && mv -fT -- "$state/tokens/.$1" "$state/tokens/$1" || exit ${exits.noState}
  fi
}
`;

/**
 * A fence as the two arguments of the shell function; both empty where there is none.
 * @throws TypeError
 */
export function fenceArgs(fence: Fence | undefined): readonly [string, string] {
  if (fence === undefined) return ['', ''];
  if (!/^[a-z0-9][a-z0-9._:@-]*$/i.test(fence.resource) || fence.resource.length > 200)
    throw new TypeError(`not a resource that can be fenced: ${JSON.stringify(fence.resource)}`);
  if (!Number.isSafeInteger(fence.token) || fence.token < 0) throw new TypeError(`not a token: ${fence.token}`);
  return [fence.resource, String(fence.token)];
}
