import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { inject } from 'vitest';
import { builtIn } from '../support/built.ts';
import { giveInput } from '../support/input.ts';

/** XDG_CACHE_HOME of all the processes that tests start, so that they compile once. */
export const cache = (): string => inject('compiled');

/** The folder of the installed package that tests start. */
export const installed = (): Promise<string> => builtIn(inject('compiled'));

/** The launcher of the installed package. */
export const launcher = async (): Promise<string> => join(await installed(), 'bin/farmhand');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Options {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Words before the launcher. */
  readonly node?: readonly string[];
  /** Interrupted once, as soon as the output contains this: a second interrupt would end it at once. */
  readonly interruptAt?: string;
}

/** Runs farmhand as people do: a process of its own, to its end. */
export async function farmhand(
  words: readonly string[],
  { input = '', env = {}, cwd, node = [], interruptAt }: Options = {},
): Promise<Ended> {
  const program = await launcher();
  return await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, program, ...words], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        TMPDIR: process.env.TMPDIR,
        XDG_CACHE_HOME: cache(),
        ...env,
      },
      ...(cwd !== undefined && { cwd }),
    });
    let [out, err] = ['', ''];
    let interrupted = false;
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (interrupted || interruptAt === undefined || !out.includes(interruptAt)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    giveInput(child, input);
  });
}
