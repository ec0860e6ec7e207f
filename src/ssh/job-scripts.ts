import { stateFunctions } from './fence.ts';

/**
 * Runs as the leader of a session of its own: nothing ties it to the connection. The lock (descriptor 9) is inherited by what it
 * runs, so it is free only when nothing of the job is left. `rc` appears whole or not at all.
 */
const runner = `
cd "$1" || exit
echo "$$" >pid
(umask 022; exec sh ./script <in >out 2>&1)
echo "$?" >rc.new && sync -- rc.new && mv -fT -- rc.new rc
`;

/** Prints `absent`, `running`, `done CODE` or `lost`. An exit code is looked for again after the lock: it may have come in between. */
const stateFunction = `
state_of() {
  if [ ! -e "$1" ]; then echo absent; return; fi
  if [ ! -s "$1/rc" ] && ! flock -s -n "$1/lock" true; then echo running; return; fi
  if [ -s "$1/rc" ]; then echo "done $(cat "$1/rc")"; else echo lost; fi
}
`;

/**
 * $1 state folder, $2 id, $3 the job's script, $4 its standard input, $5 $6 fence.
 * A job exists from the rename on; of several that try, one wins. The lock is taken before the rename and passed on to the runner, so there
 * is no moment at which a job exists that nobody seems to run. The rename is on disk before anything runs. What is left of jobs
 * that said nothing for thirty days and run no more is removed, so that they do not fill the disk; so are the tokens of
 * steps, and their locks, that nobody used for as long.
 */
export const startScript = `
state=$1
${stateFunctions}
${stateFunction}
ready
fence "$5" "$6"
find "$state/jobs" -mindepth 2 -maxdepth 2 -name out -mtime +30 | while IFS= read -r out; do
  old=\${out%/out}
  [ "$(state_of "$old")" = running ] || { mv -T -- "$old" "$old.gone.$$" && rm -rf -- "$old.gone.$$"; }
done
find "$state/tokens" "$state/locks" -maxdepth 1 -type f \\( -path "$state/tokens/*" -o -name 'token:*' \\) -mtime +30 -exec rm -f -- {} +
new=$(mktemp -d "$state/jobs/.new.XXXXXX") || exit
printf %s "$3" >"$new/script" && printf %s "$4" >"$new/in" && : >"$new/out" || exit
exec 9>"$new/lock"
flock 9 || exit
if ! said=$(mv -T -- "$new" "$state/jobs/$2" 2>&1); then
  [ -e "$state/jobs/$2" ] || echo "$said" >&2
  rm -rf -- "$new"
  [ -e "$state/jobs/$2" ]; exit
fi
sync -- "$state/jobs" || exit
exec setsid -f sh -c '${runner}' runner "$state/jobs/$2" </dev/null >/dev/null 2>&1 7>&-
`;

/** $1 state folder, $2 id, $3 first byte wanted (from 1), $4 at most so many bytes. Prints the state, how much output there is, and that output. */
export const followScript = `
${stateFunction}
job=$1/jobs/$2
state_of "$job"
[ -e "$job/out" ] || { echo 0; exit 0; }
wc -c <"$job/out"
[ "$4" = 0 ] || tail -c +"$3" "$job/out" | head -c "$4"
`;

/** $1 state folder, $2 id, $3 seconds. Ends when the job does, or after that. */
export const endedScript = `
job=$1/jobs/$2
[ -s "$job/rc" ] || [ ! -e "$job/lock" ] || flock -s -w "$3" "$job/lock" true
`;

/** From lines of /proc/PID/stat (proc_pid_stat(5)): `PID:STARTED` of every process that belongs to the job. */
const membersProgram = `
{ pid = $1; sub(/^.*\\) /, ""); if ($1 == "Z" || $1 == "X") next; parent[pid] = $2; session[pid] = $4; started[pid] = $20 }
END {
  n = split(roots, known, " ")
  for (i = 1; i <= n; i++) { split(known[i], one, ":"); if (one[1] in parent && (one[2] == "" || one[2] == started[one[1]])) member[one[1]] }
  do {
    more = 0
    for (pid in parent) if (!(pid in member) && (session[pid] == leader || parent[pid] in member)) { member[pid]; more = 1 }
  } while (more)
  for (pid in member) print pid ":" started[pid]
}
`;

/**
 * $1 state folder, $2 id. A process belongs to the job when it is in its session, holds its lock, or descends from one that does; who was
 * seen once is remembered with its start time, since its parents die first. The runner goes first, so that it writes no exit code; then
 * all are asked; those left after three seconds are stopped until no new one appears, and killed. A job that was never started gets an end, so that a start still on
 * its way does nothing.
 */
export const cancelScript = `
${stateFunction}
state=$1
job=$1/jobs/$2
${stateFunctions}
ready
ended() { echo 143 >"$1/rc.new" && sync -- "$1/rc.new" && mv -fT -- "$1/rc.new" "$1/rc"; }
if [ ! -e "$job" ]; then
  new=$(mktemp -d "$1/jobs/.new.XXXXXX") || exit
  : >"$new/out" && : >"$new/lock" && ended "$new" || exit
  mv -T -- "$new" "$job" 2>/dev/null && sync -- "$1/jobs" && exit 0
  rm -rf -- "$new"
fi
[ "$(state_of "$job")" = running ] || exit 0
tries=0
while [ ! -s "$job/pid" ] && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
leader=$(cat "$job/pid") || exit
seen=
look() {
  holders=$(find /proc/[0-9]*/fd -lname "$job/lock" 2>/dev/null | cut -d / -f 3 | sort -u)
  seen=$(cat /proc/[0-9]*/stat 2>/dev/null | awk -v leader="$leader" -v roots="$seen $holders" '${membersProgram}' | sort | tr '\\n' ' ')
}
signal() {
  for one in $2; do
    kill -"$1" "\${one%:*}" 2>/dev/null && continue
    [ ! -e "/proc/\${one%:*}" ] || as_root kill -"$1" "\${one%:*}" 2>/dev/null
  done
}
signal KILL "$leader"
tries=0
asked=' '
while look; [ -n "$seen" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 100 ]; then
    echo "these processes cannot be ended:" >&2
    for member in $seen; do ps -o pid=,user=,stat=,args= -p "\${member%:*}" >&2; done
    exit 1
  fi
  for member in $seen; do
    case $asked in *" $member "*) continue ;; esac
    signal TERM "$member"
    signal CONT "$member"
    asked="$asked$member "
  done
  if [ "$tries" -gt 30 ]; then
    signal STOP "$seen"
    before=$seen
    look
    [ "$before" != "$seen" ] || signal KILL "$seen"
  fi
  sleep 0.1
done
[ -s "$job/rc" ] || ended "$job"
`;
