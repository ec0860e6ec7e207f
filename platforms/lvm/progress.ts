import type { Progress } from '../../src/engine/action.ts';
import { showSize } from '../../src/farm/units.ts';

/** How much there is to do, in bytes: what is zeroed is only written, what is copied is read, too. */
export function workOf(copied: number, zeroed: number): number {
  return Math.round(copied + zeroed / 2);
}

/** How far a job says it is, in bytes, and how far it was when it began; undefined before it says something. */
function copied(output: string) {
  const lines = output.matchAll(
    /^(?:had|did .*) : (?<copied>\d+) of (?<copies>\d+), (?<zeroed>\d+) of (?<zeroes>\d+) in (?<milliseconds>\d+) ms after (?<copiedBefore>\d+) (?<zeroedBefore>\d+)$/gm,
  );
  const said = [...lines].at(-1)?.groups;
  if (!said) return undefined;
  const number = (name: string) => Number(said[name]);
  return {
    copied: number('copied'),
    copies: number('copies'),
    zeroed: number('zeroed'),
    zeroes: number('zeroes'),
    seconds: number('milliseconds') / 1000,
    before: { copied: number('copiedBefore'), zeroed: number('zeroedBefore') },
  };
}

/** "512 MiB of 1.4 GiB copied, 3 GiB of 6.6 GiB zeroed, 96 MiB/s, 3 min left"; undefined before the job says how far it is. */
export function copyProgress(output: string): Progress | undefined {
  const found = copied(output);
  if (!found) return undefined;
  const { copies, zeroed, zeroes, seconds, before } = found;
  const [done, all] = [workOf(found.copied, zeroed), workOf(copies, zeroes)];
  const rate = seconds > 0 ? (found.copied + zeroed - before.copied - before.zeroed) / seconds : 0;
  const pace = seconds > 0 ? (done - workOf(before.copied, before.zeroed)) / seconds : 0;
  return {
    part: all > 0 ? Math.min(1, done / all) : 1,
    text: [
      `${showSize(found.copied)} of ${showSize(copies)} copied`,
      ...(zeroes > 0 ? [`${showSize(zeroed)} of ${showSize(zeroes)} zeroed`] : []),
      ...(pace > 0 ? [`${showSize(Math.round(rate))}/s`, `${showTime((all - done) / pace)} left`] : []),
    ].join(', '),
  };
}

/** "1.4 GiB of 8 GiB copied, 6.6 GiB zeroed" */
export function copyEnd(output: string, bytes: number): string {
  const { copies = bytes, zeroes = 0 } = copied(output) ?? {};
  const amount = copies < bytes ? `${showSize(copies)} of ${showSize(bytes)}` : showSize(bytes);
  return zeroes > 0 ? `${amount} copied, ${showSize(zeroes)} zeroed` : `${amount} copied`;
}

function showTime(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
