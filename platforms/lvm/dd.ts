import type { Progress } from '../../src/engine/action.ts';
import { showSize } from '../../src/farm/units.ts';

/** How far dd(1) says it is, from the latest line of `status=progress`; undefined before the first. */
export function copied(output: string): { readonly bytes: number; readonly seconds: number } | undefined {
  const lines = [...output.matchAll(/(?:^|[\r\n])(\d+) bytes .*?copied, ([\d.e+-]+) s,/g)];
  const [, bytes, seconds] = lines.at(-1) ?? [];
  return bytes === undefined ? undefined : { bytes: Number(bytes), seconds: Number(seconds) };
}

/** "12.4 GiB of 30 GiB, 96 MiB/s, 3 min left" */
export function copyProgress(output: string, total: number): Progress | undefined {
  const found = copied(output);
  if (!found) return undefined;
  const { bytes, seconds } = found;
  const rate = seconds > 0 ? bytes / seconds : 0;
  const pace = rate > 0 ? `, ${showSize(Math.round(rate))}/s, ${showTime((total - bytes) / rate)} left` : '';
  return { part: Math.min(1, bytes / total), text: `${showSize(bytes)} of ${showSize(total)}${pace}` };
}

function showTime(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
