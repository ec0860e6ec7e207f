import { editor } from './edit.ts';
import { executor } from './exec.ts';
import { lockSeconds } from './fence.ts';
import { type Host, OutcomeUnknown, type Result } from './host.ts';
import { jobsOf } from './jobs.ts';
import type { Keeper } from './keeper.ts';
import { probe } from './probe.ts';
import type { HostSettings } from './settings.ts';
import type { RawResult } from './shell.ts';
import { decode } from './utf8.ts';

const settledScript = `
[ -e "$1/locks/files" ] || exit 0
flock -s -w ${lockSeconds} "$1/locks/files" true
`;
/** Milliseconds. */
const settledWithin = (lockSeconds + 10) * 1000;

/** A host over SSH. `jumps`: what it is reached through, the nearest to farmhand first. */
export function sshHost(settings: HostSettings, keeper: Keeper, jumps: readonly HostSettings[]): Host {
  const exec = executor(settings, keeper);
  return {
    name: settings.name,
    run: async (script, options) => {
      const [result] = await exec([script], options);
      return text(result as RawResult);
    },
    batch: async (scripts, options) => (await exec(scripts, options)).map(text),
    probe: (milliseconds) => probe([...jumps, settings], milliseconds),
    jobs: jobsOf(settings, exec),
    edit: editor(settings, exec),
    settled: async () => {
      const [result] = await exec([{ script: settledScript, args: [settings.state] }], { deadline: settledWithin });
      const { code, stderr } = text(result as RawResult);
      if (code !== 0)
        throw new OutcomeUnknown(
          `${settings.name}: an edit of files does not come to its end: ${stderr.trim() || code}`,
        );
    },
  };
}

function text({ code, stdout, stderr, truncated }: RawResult): Result {
  return { code, stdout: decode(stdout, truncated), stderr: decode(stderr, truncated), truncated };
}
