import { performance } from 'node:perf_hooks';
import { expect } from 'vitest';
import { type Running, running } from '../main/running.ts';
import { until } from '../support/daemon.ts';

/** One of several `farmhand start`. */
export interface Member extends Running {
  /** Resolves when it has logged this once more since the last time it was asked. */
  logs(text: string): Promise<void>;
}

/** Starts `farmhand start`; resolves when it speaks or stands by. */
export async function member(
  farmFile: string,
  env: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<Member> {
  const process = await running(['start', ...options, '--farm', farmFile], env);
  const seen = new Map<string, number>();
  const logs = async (text: string) => {
    const from = seen.get(text) ?? 0;
    const at = () => process.printed().indexOf(text, from);
    await until(
      () => `"${text}" in the log:\n${process.printed()}`,
      () => at() !== -1,
      60_000,
    );
    seen.set(text, at() + text.length);
  };
  await logs('"ready"');
  return { ...process, logs };
}

/** Tells them to stop, and waits until they have: nothing is left half done for whoever comes next. */
export async function dismiss(...members: readonly Member[]): Promise<void> {
  for (const one of members) one.kill('SIGTERM');
  for (const one of members) expect(await one.ended, one.printed()).toMatchObject({ code: 0 });
}

/** Seconds until something came about. */
export async function seconds(work: Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work;
  return Math.round((performance.now() - began) / 100) / 10;
}

/** What each logs of its turns. */
export const log = (platform: string) => ({
  speaks: `${platform}: this process speaks here"`,
  standsBy: `${platform}: another process speaks here; this one stands by`,
  lost: `${platform}: another process speaks here now`,
});
