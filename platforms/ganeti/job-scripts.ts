import { lastLines } from '../../src/farm/detached.ts';
import { jsonAwk } from './json-awk.ts';
import { luxiFunction, querySocket } from './luxi.ts';

/**
 * `change` of luxid's answer to WaitForJobChange: a line `STATUS SERIAL`, the number of the last line of the job's log, and that log. `nochange 0`
 * where there was none in the time given.
 */
const changeFunction = String.raw`
change() {
  awk '${jsonAwk}
function got(value) {
  if (key[1] != "result") return
  if (depth == 1) status = value
  else if (depth == 3 && key[2] == 0) status = value
  else if (depth == 4 && key[2] == 1 && key[4] == 0) serial = value
  else if (depth == 4 && key[2] == 1 && key[4] == 3) {
    gsub(/\\n/, " / ", value)
    gsub(/\\"/, "\"", value)
    gsub(/\\\\/, "\\", value)
    log_lines = log_lines value "\n"
  }
}
END { printf "%s %d\n%s", status, serial, log_lines }'
}
`;

/**
 * `watching JOB` follows it to its end: luxid says when something changes. Where it cannot be asked, and where the job failed or was
 * cancelled, Ganeti's own command follows it, and says why. While the job waits for another job's lock, each 15 seconds it is asked which,
 * `farmhand: waits for LOCK (held by OWNER)`.
 */
const watching = String.raw`
${luxiFunction}
${changeFunction}
waits_for() {
  as_root gnt-debug locks --no-headers --separator='|' -o name,owner,pending 2>/dev/null | while IFS='|' read -r name owner pending; do
    [ -n "$owner" ] || owner=nobody
    case ",$pending," in *[!0-9]"$1"[!0-9]*) echo "farmhand: waits for $name (held by $owner)" ;; esac
  done
}
watching() {
  status= serial=0 was=null begun=
  while luxi "{\"method\":\"WaitForJobChange\",\"args\":[$1,[\"status\"],$was,$serial,15]}"; do
    changed=$(printf '%s\n' "$luxi_said" | change)
    read -r now last <<END
$changed
END
    case $status:$now in
      queued:queued | waiting:waiting | queued:nochange | waiting:nochange) waits_for "$1"; continue ;;
      *:nochange) continue ;;
    esac
    # Ganeti's own command begins in the same way.
    case $begun:$now in :running | :success) printf 'Output from job %s follows\n-----\n' "$1"; begun=1 ;; esac
    printf '%s\n' "$changed" | tail -n +2
    case $now in
      success) return ;;
      queued | waiting | canceling | running) ;;
      *) break ;;
    esac
    status=$now was="[\"$now\"]"
    [ "$last" = 0 ] || serial=$last
  done
  watching_by_command "$1"
}
watching_by_command() {
  while sleep 15; do
    case $(as_root gnt-job list --no-headers -o status "$1" 2>/dev/null) in waiting | queued) waits_for "$1" ;; esac
  done 9>&- &
  asking=$!
  as_root gnt-job watch "$1"
  code=$?
  kill "$asking" 2>/dev/null
  return "$code"
}
`;

/** `job_for REASON` prints the number of the last job that was submitted for it. */
const jobForFunction = `
job_for() {
  as_root gnt-job list --no-headers --separator='|' -o id,ops | grep -F -- "'$1'" | tail -n 1 | cut -d '|' -f 1
}
`;

/**
 * `$1` reason, `$2` luxid's request for the job or nothing, `$3` program, `$4` its verb, then the verb's own options. Submits a job and follows it. As a
 * detached job it is begun once, whichever process dies; the reason is how the job is found again in Ganeti's own queue should this script be killed.
 * Ganeti's own command does what luxid does, after it has started a Python, which takes seconds: it is asked where luxid does not let this user in, or refuses,
 * and then says why. Where luxid was asked and does not say whether it has the job, the job is looked for first.
 * On a busy node Ganeti gives up on a job whose process is slow to start, and ends the process: nothing of the job was done, so
 * it is submitted again, three times in all.
 */
export const submitScript = String.raw`
${watching}
${jobForFunction}
never_started() {
  as_root gnt-job list --no-headers --separator='|' -o status,opresult "$1" | grep -q "^error|\['job $1 failed to start: "
}
reason=$1 request=$2 program=$3 verb=$4
shift 4
submit_by_luxi() {
  command -v socat >/dev/null || return 0
  answer=$(printf '%s\003' "$request" | socat -t 60 - UNIX-CONNECT:${querySocket} 2>&1 | tr -d '\003 ')
  case $answer in
    '{'*'"success":true'*) printed=${'$'}{answer##*'"result":'} ;;
    '{'*'"success":false'* | *'Econnect('*) ;;
    *) printed=$(job_for "$reason") ;;
  esac
}
for attempt in 1 2 3; do
  [ "$attempt" = 1 ] || { echo "farmhand: submitted again"; request=; }
  printed=
  [ -z "$request" ] || submit_by_luxi
  [ -n "$printed" ] || printed=$(as_root "$program" "$verb" --submit --print-jobid --reason "$reason" "$@") || exit
  id=${'$'}{printed%%[!0-9]*}
  if [ -z "$id" ]; then echo "$program $verb printed no job: $printed"; exit 70; fi
  echo "farmhand: ganeti job $id"
  watching "$id" && exit
  code=$?
  never_started "$id" || break
done
exit "$code"
`;

/** `$1` reason. Follows the job that was submitted with it; exit code 75 when there is none. */
export const findScript = `
${watching}
${jobForFunction}
id=$(job_for "$1")
[ -n "$id" ] || exit 75
echo "farmhand: ganeti job $id"
watching "$id"
`;

/** findScript found no job. */
export const noJob = 75;

/** `$1` job. Only one that waits can be cancelled; one that runs is let go on. */
export const cancelScript = 'as_root gnt-job cancel "$1"';

/** Number of the last Ganeti job, as the scripts print it; undefined: what was submitted last has no number yet. */
export function jobIn(output: string): string | undefined {
  return [...output.matchAll(/^farmhand: (?:ganeti job (\d+)|submitted again)\n/gm)].at(-1)?.[1];
}

/** Whether that job is one of those in the output. */
export function hasJob(output: string, job: string | undefined): boolean {
  return job !== undefined && output.includes(`farmhand: ganeti job ${job}\n`);
}

/** What Ganeti complains of, without the wrapping its tools put around it. */
export function complaint(output: string): string {
  const [, details] = /error details:\s*\n([\s\S]*)$/.exec(output) ?? [];
  const [, failure] = /^(?:Job \d+ failed: )?(?:Failure: |Error: )([\s\S]*)$/m.exec(output) ?? [];
  return lastLines(details ?? failure ?? output);
}

/** What a job that has not begun waits for, as the script last said. */
export function waitingIn(output: string): string | undefined {
  const said = [...output.matchAll(/^farmhand: (waits for .*)$/gm)].at(-1);
  // Ganeti's own log begins with a line of dashes once the job runs.
  return said && !/^-+$/m.test(output.slice(said.index)) ? said[1] : undefined;
}
