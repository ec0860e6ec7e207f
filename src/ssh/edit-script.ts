import { exits, stateFunctions } from './fence.ts';
import { bytesFunctions } from './file-state.ts';

/** Seconds for each of check, checkTree, reload and health. */
const stageSeconds = 300;

/** Seconds an edit waits for the one before it, which has all its stages and takes its files back where they refuse. */
export const editLockSeconds = 5 * stageSeconds;

/**
 * What is known of a transaction is in a folder, `$kept`: the hooks, and for each path a folder 101, 102, … (three digits: they sort)
 * with `meta` (path, kind before, kind after; owner, group and mode) and what was (`old`) and shall be there (`new`). Kinds: absent, file, link.
 */
const functions = `
${bytesFunctions}
at() {
  { IFS= read -r path && read -r was && read -r becomes && read -r owner group mode; } <"$1/meta" || return
  folder=\${path%/*}/
  temp=$folder.\${path##*/}.farmhand
}
# Puts what path holds into file $1, and its kind into $kind.
look() {
  kind=absent
  : >"$1"
  if [ -L "$path" ]; then kind=link; readlink -n -- "$path" >"$1"
  elif [ -f "$path" ]; then kind=file; bytes "$path" >"$1"
  elif [ -e "$path" ]; then kind=odd
  elif [ ! -x "$folder" ]; then echo "$folder is missing, or may not be searched" >&2; return 1
  fi
}
# Looks at the path of edit $1, $now is a file with what it holds: then, whether it still holds the old, or already the new.
see() {
  at "$1" || return
  now=$1/now
  if [ -f "$path" ] && [ ! -L "$path" ] && [ -r "$path" ]; then kind=file now=$path; else look "$now"; fi
}
is_old() { [ "$kind" = "$was" ] && cmp -s -- "$now" "$1/old"; }
is_new() { [ "$kind" = "$becomes" ] && cmp -s -- "$now" "$1/new"; }
# Makes a file or link of kind $1 from $2 beside path, not yet in its place. Neither tool writes through a link that is there already.
stage() {
  case $1 in
    link) as_root ln -sfT -- "$(cat "$2")" "$temp" ;;
    file)
      if [ "$owner" = - ]; then as_root install -m "$mode" -T -- /dev/stdin "$temp" <"$2"
      else as_root install -m "$mode" -o "$owner" -g "$group" -T -- /dev/stdin "$temp" <"$2"
      fi && as_root sync -- "$temp" ;;
  esac
}
place() {
  if [ "$1" = absent ]; then as_root rm -f -- "$path"; else as_root mv -fT -- "$temp" "$path"; fi
}
# Runs hook $1 with the other arguments, its output into file $said. What it starts gets none of the locks.
hook() {
  [ -s "$kept/$1" ] || return 0
  stage=$1
  shift
  timeout -k 10 ${stageSeconds} sh "$kept/$stage" "$@" </dev/null >"$said" 2>&1 7>&- 9>&-
  ended=$?
  [ "$ended" != 124 ] || echo 'it did not end within ${stageSeconds} s' >>"$said"
  return "$ended"
}
finish() {
  said=$kept/said
  hook checkTree || return
  : >"$kept/reloading"
  hook reload && hook health
}
# Puts back what is still as this transaction left it; what somebody edited since stays. Fails when something could not be put back.
take_back() {
  for edit in "$kept"/[0-9]*; do
    see "$edit" || return
    is_new "$edit" || continue
    stage "$was" "$edit/old" && place "$was" || return
  done
  [ -e "$kept/reloading" ] || return 0
  said=$kept/again
  export taking_back=yes
  hook reload || echo 'with the old files back in place the reload fails too:' >&2
  unset taking_back
}
# Ends it: no temporary files, everything on disk, nothing kept.
settle() {
  for edit in "$kept"/[0-9]*; do
    at "$edit" || continue
    [ ! -e "$temp" ] && [ ! -L "$temp" ] || as_root rm -f -- "$temp"
    [ ! -r "$folder" ] || sync -- "$folder"
  done
  rm -rf -- "$kept"
}
# Last words, all at once: losing the connection stops nothing before this.
answer() {
  words=$(echo "$1"; for one in "$kept/said" "$mine/log" "$kept/again"; do [ ! -s "$one" ] || tail -c 4000 -- "$one"; done)
  [ "$1" = stuck ] || settle
  printf '%s\\n' "$words"
  exit 0
}
# What a script of this service that died left behind: never begun, complete, or to be taken back.
recover() {
  for kept in "$state/kept/.$service"[0-9a-f]*; do
    [ ! -d "$kept" ] || [ "$kept" = "$mine" ] || settle
  done
  for kept in "$state/kept/$service"[0-9a-f]*; do
    [ -d "$kept" ] || continue
    complete=yes
    for edit in "$kept"/[0-9]*; do see "$edit" && is_new "$edit" || complete=; done
    if [ -z "$complete" ] || ! finish; then take_back || answer stuck; fi
    settle
  done
}
`;

/**
 * Takes the lock of `$service` (`@proxy-`, or nothing), and puts right what was left. Then `$kept` is a new folder, and all that is complained
 * of goes to its log.
 */
const begin = `
exec 9>"$state/locks/files$service" || exit ${exits.noState}
flock -w ${editLockSeconds} 9 || exit ${exits.busy}
mine=$state/kept/.$id
mkdir -- "$mine" || exit ${exits.noState}
exec 2>"$mine/log"
recover
kept=$mine
`;

/**
 * Waits for the transactions under way, whatever their service, and puts right what those left whose script died. $1 state folder, $2 an id.
 * Prints as editScript does.
 */
export const settleScript = `
state=$1
${stateFunctions}
${functions}
for lock in "$state"/locks/files*; do
  [ -e "$lock" ] || continue
  service=\${lock#"$state/locks/files"}
  id=$service$2
  ${begin}
  settle
done
echo 'done'
`;

/**
 * One transaction. $1 state folder, $2 its id (of a service: `@proxy-`, then the id), $3 $4 fence, $5 … $8 check, checkTree, reload, health (empty: none), then for each
 * path: path, kind and SHA-256 of what must be there, kind and content of what shall be there.
 *
 * Prints one line, `done`, `changed N`, `odd N`, `refused STAGE`, `failed` or `stuck`, and after it what the tools said.
 *
 * The folder is on disk as $state/kept/.ID before anything is staged, and renamed to $state/kept/ID before the first file is, so that
 * the next script that takes the lock can see how far a script came that died.
 */
export const editScript = `
state=$1
${stateFunctions}
${functions}
ready
fence "$3" "$4"
id=$2
case $id in @*) service=\${id%-*}- ;; *) service= ;; esac
${begin}
for stage in check checkTree reload health; do
  [ -z "$5" ] || printf %s "$5" >"$kept/$stage" || answer failed
  shift
done
shift 4
count=100
while [ "$#" -gt 0 ]; do
  count=$((count + 1))
  edit=$kept/$count
  mkdir -- "$edit" && printf '%s\\n%s\\n%s\\n%s\\n' "$1" "$2" "$4" '- - 644' >"$edit/meta" && at "$edit" && look "$edit/old" || answer failed
  [ "$kind" != odd ] || answer "odd $count"
  [ "$kind" = "$2" ] && [ "$(sha256sum <"$edit/old")" = "$3  -" ] || answer "changed $count"
  if [ "$kind" = file ]; then
    printf '%s\\n%s\\n%s\\n%s\\n' "$1" "$2" "$4" "$(stat -c '%u %g %a' -- "$path")" >"$edit/meta" || answer failed
  fi
  printf %s "$5" >"$edit/new" || answer failed
  shift 5
done

for edit in "$kept"/[0-9]*; do
  at "$edit" && stage "$becomes" "$edit/new" || answer failed
  if [ "$becomes" = file ]; then set -- "$@" "$temp"; else set -- "$@" ''; fi
done
said=$kept/said
hook check "$@" || answer 'refused check'
# The check may have taken its time.
for edit in "$kept"/[0-9]*; do
  see "$edit" || answer failed
  is_old "$edit" || answer "changed \${edit##*/}"
done
sync -- "$kept" "$kept"/* "$kept"/[0-9]*/* && mv -T -- "$kept" "$state/kept/$id" || answer failed
kept=$state/kept/$id
mine=$kept
sync -- "$state/kept" || answer failed

for edit in "$kept"/[0-9]*; do
  at "$edit" && place "$becomes" && continue
  take_back || answer stuck
  answer failed
done
finish && answer 'done'
refused=$stage
take_back || answer stuck
answer "refused $refused"
`;
