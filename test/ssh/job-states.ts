import { expect } from 'vitest';
import type { JobState, Script } from '../../src/ssh/host.ts';
import { eventually } from '../support/eventually.ts';
import { host } from './one-host.ts';

let number = 0;

/** Starts a job of a new id. */
export async function start(script: Script): Promise<string> {
  number += 1;
  const id = `7.copy.${number}`;
  await host.jobs.start(id, script);
  return id;
}

export function until(id: string, state: JobState['state']): Promise<unknown> {
  return eventually(async () => expect(await host.jobs.state(id)).toMatchObject({ state }));
}

export async function output(id: string): Promise<string> {
  return (await host.jobs.follow(id, 0)).output;
}

/** A time to sleep that no other process on this machine has, so that such processes can be counted. */
export const unique = (seconds: number) => `${seconds}.${process.pid}`;

/** How many processes sleep that long. */
export async function asleep(time: string): Promise<number> {
  return Number((await host.run({ script: 'pgrep -f -- "$1" | wc -l', args: [`^[^ ]*sleep ${time}`] })).stdout);
}
