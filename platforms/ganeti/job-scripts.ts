import { lastLines } from '../../src/farm/detached.ts';

/**
 * `watching JOB` follows it to its end. While the job waits for another job's lock, Ganeti's own watching says nothing: then every
 * 15 seconds it is asked which, `farmhand: waits for LOCK (held by OWNER)`.
 */
const watching = `
watching() {
  while sleep 15; do
    case $(as_root gnt-job list --no-headers -o status "$1" 2>/dev/null) in waiting | queued) ;; *) continue ;; esac
    as_root gnt-debug locks --no-headers --separator='|' -o name,owner,pending 2>/dev/null | while IFS='|' read -r name owner pending; do
      case ",$pending," in *[!0-9]"$1"[!0-9]*) echo "farmhand: waits for $name (held by \${owner:-nobody})" ;; esac
    done
  done 9>&- &
  asking=$!
  as_root gnt-job watch "$1"
  code=$?
  kill "$asking" 2>/dev/null
  return "$code"
}
`;

/**
 * `$1` reason, `$2` verb, then the verb's own options. Submits a job and follows it. As a detached job it is begun once,
 * whichever process dies; the reason is how the job is found again in Ganeti's own queue should this script be killed.
 * On a busy node Ganeti gives up on a job whose process is slow to start, and ends the process: nothing of the job was done, so
 * it is submitted again, three times in all.
 */
export const submitScript = `
${watching}
never_started() {
  as_root gnt-job list --no-headers --separator='|' -o status,opresult "$1" | grep -q "^error|\\['job $1 failed to start: "
}
reason=$1 verb=$2
shift 2
for attempt in 1 2 3; do
  [ "$attempt" = 1 ] || echo "farmhand: submitted again"
  printed=$(as_root gnt-instance "$verb" --submit --print-jobid --reason "$reason" "$@") || exit
  id=\${printed%%[!0-9]*}
  if [ -z "$id" ]; then echo "gnt-instance $verb printed no job: $printed"; exit 70; fi
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
id=$(as_root gnt-job list --no-headers --separator='|' -o id,ops | grep -F -- "'$1'" | tail -n 1)
id=\${id%%|*}
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
