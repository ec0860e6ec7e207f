import { lastLines } from '../detached.ts';

/**
 * `$1` reason, `$2` verb, then the verb's own options. Submits a job and follows it. As a detached job it is begun once,
 * whoever dies; the reason is how the job is found again in Ganeti's own queue should this script be killed.
 */
export const submitScript = `
reason=$1 verb=$2
shift 2
printed=$(as_root gnt-instance "$verb" --submit --print-jobid --reason "$reason" "$@") || exit
id=\${printed%%[!0-9]*}
if [ -z "$id" ]; then echo "gnt-instance $verb printed no job: $printed"; exit 70; fi
echo "farmhand: ganeti job $id"
as_root gnt-job watch "$id"
`;

/** `$1` reason. Follows the job that was submitted with it; exit code 75 when there is none. */
export const findScript = `
id=$(as_root gnt-job list --no-headers --separator='|' -o id,ops | grep -F -- "'$1'" | tail -n 1)
id=\${id%%|*}
[ -n "$id" ] || exit 75
echo "farmhand: ganeti job $id"
as_root gnt-job watch "$id"
`;

/** findScript found no job. */
export const noJob = 75;

/** `$1` job. Only one that waits can be cancelled; one that runs is let go on. */
export const cancelScript = 'as_root gnt-job cancel "$1"';

/** Number of the Ganeti job, as the scripts print it. */
export function jobIn(output: string): string | undefined {
  return /^farmhand: ganeti job (\d+)\n/m.exec(output)?.[1];
}

/** What Ganeti complains of, without the wrapping its tools put around it. */
export function complaint(output: string): string {
  const [, details] = /error details:\s*\n([\s\S]*)$/.exec(output) ?? [];
  const [, failure] = /^(?:Job \d+ failed: )?(?:Failure: |Error: )([\s\S]*)$/m.exec(output) ?? [];
  return lastLines(details ?? failure ?? output);
}
