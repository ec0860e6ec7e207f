import { exits } from './fence.ts';
import { type Fence, OutcomeUnknown, StaleToken } from './host.ts';
import { describeHost, type HostSettings } from './settings.ts';
import type { RawResult } from './shell.ts';

/** What a script of this folder means by a code other than 0, for the person who gets it. `doing`: "start job x". */
export function refusal(settings: HostSettings, doing: string, result: RawResult, fence?: Fence): Error {
  const host = describeHost(settings);
  const said = result.stderr.toString().trim();
  switch (result.code) {
    case exits.stale:
      return new StaleToken(
        `${host} refused to ${doing}: ${fence?.resource} was taken over with token ${result.stdout.toString().trim()}, this one is ${fence?.token}`,
      );
    case exits.busy:
      return new Error(
        `could not ${doing} on ${host}: another one there has held its lock all the time that was waited for; nothing was changed`,
      );
    case exits.noState:
      return new Error(
        `could not ${doing} on ${host}: ${settings.state} cannot be used (${said}). ` +
          `As root there: install -d -o ${settings.user} -m 700 ${settings.state}`,
      );
    default:
      if (result.code > 128)
        return new OutcomeUnknown(
          `somebody on ${host} ended what was to ${doing} (exit code ${result.code}): it may be half done`,
        );
      return new Error(`could not ${doing} on ${host} (exit code ${result.code}): ${said || 'it said nothing'}`);
  }
}
