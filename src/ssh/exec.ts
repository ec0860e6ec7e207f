import { late, within } from '../time/within.ts';
import { HostUnreachable, OutcomeUnknown, type RunOptions, type Script } from './host.ts';
import type { Keeper, Lease } from './keeper.ts';
import { request } from './script.ts';
import { describeHost, type HostSettings } from './settings.ts';
import type { RawResult } from './shell.ts';

/** Runs scripts one after the other in one round trip. Throws HostUnreachable or OutcomeUnknown. */
export type Exec = (scripts: readonly Script[], options?: RunOptions) => Promise<readonly RawResult[]>;

const defaults = { deadline: 60_000, keep: 8 * 1024 * 1024 };

/** Draws the line between "nothing was started" and "nobody knows": it is crossed when the request is written. */
export function executor(settings: HostSettings, keeper: Keeper): Exec {
  const host = describeHost(settings);
  return async (scripts, { deadline = defaults.deadline, keep = defaults.keep } = {}) => {
    if (scripts.length === 0) return [];
    const asked = request(scripts);
    const ends = Date.now() + deadline;
    const leasing = keeper.lease();
    const lease = await within(deadline, leasing);
    if (lease === late) {
      leasing.then(release, () => {});
      throw new HostUnreachable(
        `${host} could not be given a command within ${deadline / 1000} s; nothing was started`,
      );
    }
    try {
      const results = await within(ends - Date.now(), lease.shell.ask(asked, keep));
      if (results !== late) return results;
      lease.shell.end(new Error('it was given up'));
      lease.connection.retire();
      throw new Error(`no end was seen within ${deadline / 1000} s`);
    } catch (cause) {
      const { message } = cause as Error;
      const what = `a command was sent to ${host}, but ${message}: it may have run, or still be running`;
      throw new OutcomeUnknown(what, { cause });
    } finally {
      release(lease);
    }
  };
}

function release({ connection, shell }: Lease): void {
  connection.giveBack(shell);
}
