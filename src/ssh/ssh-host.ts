import { editing } from './edit.ts';
import { executor } from './exec.ts';
import type { Host, Result, Script } from './host.ts';
import { jobsOf } from './jobs.ts';
import type { Keeper } from './keeper.ts';
import { probe } from './probe.ts';
import type { HostSettings } from './settings.ts';
import { shares } from './shares.ts';
import type { RawResult } from './shell.ts';
import { decode } from './utf8.ts';

/** Shells that share the reads of a batch: most of a read is waiting, for a daemon's answer or for a program to start. */
const mostShells = 4;
/** Reads for which another shell is worth its while. */
const fewest = 4;

/** A host over SSH. `jumps`: what it is reached through, the nearest to farmhand first. */
export function sshHost(settings: HostSettings, keeper: Keeper, jumps: readonly HostSettings[]): Host {
  const exec = executor(settings, keeper);
  return {
    name: settings.name,
    run: async (script, options) => {
      const [result] = await exec([script], options);
      return text(result as RawResult);
    },
    batch: async (scripts, options) => {
      const shells = Math.min(mostShells, Math.ceil(scripts.length / fewest));
      const answers: Result[] = [];
      await Promise.all(
        shares(scripts, shells).map(async (places) => {
          const results = await exec(
            places.map((place) => scripts[place] as Script),
            options,
          );
          for (const [at, place] of places.entries()) answers[place] = text(results[at] as RawResult);
        }),
      );
      return answers;
    },
    probe: (milliseconds) => probe([...jumps, settings], milliseconds),
    jobs: jobsOf(settings, exec),
    ...editing(settings, exec),
  };
}

function text({ code, stdout, stderr, truncated }: RawResult): Result {
  return { code, stdout: decode(stdout, truncated), stderr: decode(stderr, truncated), truncated };
}
