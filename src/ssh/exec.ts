import { HostUnreachable, OutcomeUnknown, type RunOptions, type Script } from './host.ts';
import type { Keeper, Lease } from './keeper.ts';
import { request } from './script.ts';
import { describeHost, type HostSettings } from './settings.ts';
import type { RawResult } from './shell.ts';

/** Runs scripts one after the other in one round trip. Throws HostUnreachable or OutcomeUnknown. */
export type Exec = (scripts: readonly Script[], options?: RunOptions) => Promise<readonly RawResult[]>;

const defaults = { deadline: 60_000, keep: 4 * 1024 * 1024 };

/** Draws the line between "nothing was started" and "nobody knows": it is crossed when the request is written. */
export function executor(settings: HostSettings, keeper: Keeper): Exec {
  return async (scripts, { deadline = defaults.deadline, keep = defaults.keep } = {}) => {
    if (scripts.length === 0) return [];
    const asked = request(scripts);
    const late = Symbol('late');
    let timer: NodeJS.Timeout | undefined;
    const ends = new Promise<typeof late>((resolve) => {
      timer = setTimeout(resolve, deadline, late);
    });
    try {
      const leasing = keeper.lease();
      const lease = await Promise.race([leasing, ends]);
      if (lease === late) {
        leasing.then(release, () => {});
        throw new HostUnreachable(
          `${describeHost(settings)} could not be given the command within ${deadline / 1000} s; nothing was started`,
        );
      }
      try {
        const results = await Promise.race([lease.shell.ask(asked, keep), ends]);
        if (results !== late) return results;
        lease.shell.end(new Error('given up'));
        lease.connection.retire();
        throw new Error(`no end was seen within ${deadline / 1000} s`);
      } catch (cause) {
        throw new OutcomeUnknown(
          `a command was sent to ${describeHost(settings)}, but ${(cause as Error).message}: it may have run, or still be running`,
          { cause },
        );
      } finally {
        release(lease);
      }
    } finally {
      clearTimeout(timer);
    }
  };
}

function release({ connection, shell }: Lease): void {
  connection.giveBack(shell);
}
