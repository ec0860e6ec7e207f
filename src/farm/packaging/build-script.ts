/**
 * `$1` folder of builds, `$2` id of this build, `$3` who builds, `$4` revision, `$5` whether everything may be built anew (yes, no), `$6` cache,
 * `$7` what to submit, `$8` how to build it (graph, alone, force), then the words of packaging-farm.
 * One build at a time: the others wait for the lock, and what they print says for whom. When the lock is theirs, the last revision may be another than
 * it was when the build was approved. What the build came to is kept under its id, whatever becomes of whoever started it.
 */
export const buildScript = `
builds=$1 id=$2 who=$3 revision=$4 anew=$5 cache=$6 target=$7 how=$8
shift 8
mkdir -p -- "$builds" || exit
find "$builds" -mindepth 1 -name '*.*' -mtime +30 -delete
exec 8>>"$builds/lock"
if ! flock -n 8; then
  echo "WAITING $(cat -- "$builds/holder" 2>/dev/null)"
  flock 8 || exit
fi
echo "$who" >"$builds/holder"
last=$(as_root cat -- "$cache/revision" 2>/dev/null)
if [ "$anew" = no ] && [ -n "$last" ] && [ "$last" != "$revision" ]; then
  echo "REVISION IS $last"
  exit 71
fi
farm() { as_root nice -n 19 ionice -c 3 env GIT_REVISION="$revision" "$@"; }
work() {
  farm "$@" --cd "$target" update || return
  case $how in
    graph) farm "$@" "$target" ;;
    alone) farm "$@" --cd "$target" all ;;
    force) farm "$@" --force "$target" ;;
  esac
}
{
  work "$@"
  echo $? >"$builds/$id.code"
} 2>&1 | tee -- "$builds/$id.out"
code=$(cat -- "$builds/$id.code") || exit
[ "$code" = 0 ] || exit "$code"
mv -- "$builds/$id.code" "$builds/$id.done"
`;

/** What exit codes of the script and of packaging-farm mean. */
export const buildCodes = { moved: 71, revision: 3, locked: 75, absent: 127 } as const;

/** `$1` folder of builds, `$2` id, `$3` cache. Prints the last revision, and what the build said at its end, if it ended well. */
export const builtScript = `
echo "LAST $(as_root cat -- "$3/revision" 2>/dev/null)"
[ ! -e "$1/$2.done" ] || { echo ENDED; grep -E '^(BUILD DONE|REPOSITORY) ' -- "$1/$2.out"; }
:
`;
