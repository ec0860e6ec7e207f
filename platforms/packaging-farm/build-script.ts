/**
 * `$1` folder of builds, `$2` id of this build, `$3` who builds, `$4` revision, `$5` whether everything may be built anew (yes, no), `$6` cache,
 * `$7` what to submit, `$8` how to build it (graph, alone, force), `$9` file it waits for before it builds anything, or nothing, then the words
 * of packaging-farm.
 * One build at a time, first come first served: each has a ticket, locked for as long as any process of it lives, and waits for the
 * one before it; what it prints says for whom. When it is its turn, the last revision may be another than it was when the build was
 * approved. What the build came to is kept under its id, whatever happens to the process that started it.
 */
export const buildScript = `
builds=$1 id=$2 who=$3 revision=$4 anew=$5 cache=$6 target=$7 how=$8 may=$9
shift 9
line=$builds/line
mkdir -p -- "$line" || exit
find "$builds" -mindepth 1 -maxdepth 1 -name '*.*' -mtime +30 -delete
exec 9>>"$builds/lock"
flock 9 || exit
mine=1
for ticket in "$line"/*; do
  [ ! -e "$ticket" ] || [ "\${ticket##*/}" -lt "$mine" ] || mine=$((\${ticket##*/} + 1))
done
exec 8>"$line/$mine"
flock 8 || exit
echo "$who" >&8
exec 9>&-
# The last of those before it that is still there; the others are cleared away.
before() {
  before=
  for ticket in "$line"/*; do
    [ -e "$ticket" ] && [ "\${ticket##*/}" -lt "$mine" ] || continue
    if flock -n -s "$ticket" true; then rm -f -- "$ticket"
    elif [ -z "$before" ] || [ "\${ticket##*/}" -gt "\${before##*/}" ]; then before=$ticket
    fi
  done
  [ -n "$before" ]
}
while before; do
  echo "WAITING $(cat -- "$before" 2>/dev/null)"
  flock -s "$before" true || sleep 1
done
[ -z "$may" ] || rm -f -- "$may"
last=$(as_root cat -- "$cache/revision" 2>/dev/null)
if [ "$anew" = no ] && [ -n "$last" ] && [ "$last" != "$revision" ]; then
  echo "REVISION IS $last"
  exit 71
fi
farm() { as_root nice -n 19 ionice -c 3 env GIT_REVISION="$revision" "$@"; }
work() {
  farm "$@" --cd "$target" update || return
  case $how in
    graph) set -- "$@" "$target" ;;
    alone) set -- "$@" --cd "$target" all ;;
    force) set -- "$@" --force "$target" ;;
  esac
  [ -z "$may" ] || set -- "$@" "MAY=$may"
  farm "$@"
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
export const buildCodes = { moved: 71, revision: 3, refused: 4, locked: 75, absent: 127 } as const;

/** `$1` folder of builds, `$2` id, `$3` cache. Prints the last revision, and what the build said at its end, if it ended well. */
export const builtScript = `
echo "LAST $(as_root cat -- "$3/revision" 2>/dev/null)"
[ ! -e "$1/$2.done" ] || { echo ENDED; grep -E '^(BUILD DONE|REPOSITORY) ' -- "$1/$2.out"; }
:
`;

/** `$1` file a build waits for, `$2` the answer. */
export const answerScript = 'printf "%s\\n" "$2" >"$1.new" && mv -- "$1.new" "$1"';
