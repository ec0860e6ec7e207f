import { type SpawnOptions, spawn } from 'node:child_process';
import { giveInput } from '../support/input.ts';

export type Result = { code: number | null; stdout: string; stderr: string };

/** Runs a program and collects what it says. Resolves whatever its exit code; rejects when it cannot be started. */
export function run(program: string, args: string[], options: SpawnOptions & { input?: string } = {}): Promise<Result> {
  const { input, ...spawnOptions } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...spawnOptions,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    // A program that ends without reading all of its input is judged by its exit code.
    giveInput(child, input);
  });
}

/** As `run`, but an exit code other than 0 is an error that shows the end of what the program said. */
export async function must(program: string, args: string[], options: SpawnOptions & { input?: string } = {}) {
  const result = await run(program, args, options);
  if (result.code === 0) return result.stdout;
  const said = (result.stderr || result.stdout).trim().split('\n').slice(-15).join('\n');
  throw new Error(`${program} ${args[0] ?? ''} exited with ${result.code}:\n${said}`);
}
