import { setTimeout as pause } from 'node:timers/promises';
import type { Exec } from './exec.ts';
import { fenceArgs } from './fence.ts';
import type { Fence, JobState, Jobs, Script } from './host.ts';
import { cancelScript, endedScript, followScript, startScript } from './job-scripts.ts';
import { refusal } from './refusals.ts';
import { prelude, quote } from './script.ts';
import type { HostSettings } from './settings.ts';
import type { RawResult } from './shell.ts';
import { decode, wholeCharacters } from './utf8.ts';

/** Bytes of output fetched at once. */
const followBytes = 256 * 1024;
/** Milliseconds for each: a cancel waits for processes to end, and a host that is busy with the job may be slow to say so. */
const deadline = 5 * 60_000;
/** Of a connection's shells as many as may do nothing but wait for the end of a job. */
const mostWaiting = 3;

/** Detached jobs kept under the host's state folder, a folder for each id. */
export function jobsOf(settings: HostSettings, exec: Exec): Jobs {
  const ask = async (doing: string, script: Script, fence?: Fence): Promise<RawResult> => {
    const [result] = await exec([script], { keep: followBytes + 4096, deadline });
    if (result === undefined || result.code !== 0) throw refusal(settings, doing, result as RawResult, fence);
    return result;
  };
  const follow = async (id: string, offset: number, limit: number) => {
    const args = [settings.state, checkId(id), String(offset + 1), String(limit)];
    return parseFollow((await ask(`read job ${id}`, { script: followScript, args })).stdout);
  };
  let waiting = 0;
  return {
    ended: async (id, milliseconds) => {
      if (waiting >= mostWaiting) return pause(milliseconds, undefined, { ref: false });
      waiting += 1;
      try {
        const args = [settings.state, checkId(id), String(milliseconds / 1000)];
        await exec([{ script: endedScript, args }], { deadline: deadline + milliseconds });
      } finally {
        waiting -= 1;
      }
    },
    start: async (id, script, fence) => {
      const args = [settings.state, checkId(id), jobFile(settings, script), script.stdin ?? '', ...fenceArgs(fence)];
      await ask(`start job ${id}`, { script: startScript, args }, fence);
    },
    state: async (id) => (await follow(id, 0, 0)).state,
    follow: async (id, offset) => {
      if (!Number.isSafeInteger(offset) || offset < 0) throw new TypeError(`not an offset: ${offset}`);
      const { state, output } = await follow(id, offset, followBytes);
      const bytes = state.state === 'absent' ? 0 : state.bytes;
      const last = state.state !== 'running' && offset + output.length >= bytes;
      // What is cut through at the end comes whole with the next call.
      const whole = last ? output : output.subarray(0, wholeCharacters(output));
      return { state, output: decode(whole), next: offset + whole.length };
    },
    cancel: async (id) => {
      const args = [settings.state, checkId(id)];
      await ask(`cancel job ${id}`, { script: cancelScript, args });
    },
  };
}

/** The file the runner gives to `sh`. */
function jobFile(settings: HostSettings, { script, args = [] }: Script): string {
  return `${prelude(settings)}set -- ${args.map(quote).join(' ')}\n${script}\n`;
}

function checkId(id: string): string {
  if (!/^[a-z0-9][a-z0-9.-]*$/i.test(id) || id.length > 200) throw new TypeError(`not a job id: ${JSON.stringify(id)}`);
  return id;
}

function parseFollow(printed: Buffer): { readonly state: JobState; readonly output: Buffer } {
  const first = printed.indexOf('\n');
  const second = printed.indexOf('\n', first + 1);
  const [word, code] = printed.toString('latin1', 0, first).split(' ');
  const bytes = Number(printed.toString('latin1', first + 1, second));
  const output = printed.subarray(second + 1);
  if (word === 'absent') return { state: { state: 'absent' }, output };
  if (word === 'done') return { state: { state: 'done', code: Number(code), bytes }, output };
  if (word === 'running' || word === 'lost') return { state: { state: word, bytes }, output };
  throw new Error(`unexpected answer about a job: ${printed.toString('utf8', 0, 200)}`);
}
