import { request } from '../../../platforms/ganeti/luxi.ts';

/** Shell that cases about Ganeti have in common. */
export const submitted = "--submit --print-jobid --reason 'farmhand:contract'";
/** The job's number alone is on standard output; any other line of digits means something. */
export const numbered = "> /tmp/c-out; sed 's/^[0-9]*$/ID/' /tmp/c-out; rm /tmp/c-out";
export const lastJob = '$(gnt-job list --no-headers -o id | tail -n 1)';
/** Asks luxid; an answer is shown on a line. Requests are words of shell. */
export const luxi = (...requests: readonly string[]) =>
  `printf '%s\\n' ${requests.join(' ')} | tr '\\n' '\\003' | socat -t 60 - "UNIX-CONNECT:$ROOT/run/ganeti/socket/ganeti-query" | tr '\\003' '\\n'`;
export const asked = (method: string, args: readonly unknown[]) => `'${request(method, args)}'`;
/** What became of the last job, without the times of its log. */
export const lastChange = `${luxi(`"{\\"method\\":\\"WaitForJobChange\\",\\"args\\":[${lastJob},[\\"status\\"],null,0,5]}"`)} | sed 's/\\[[0-9]*,[0-9]*\\]/[TIME]/g'`;
