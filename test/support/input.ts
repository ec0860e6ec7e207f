import type { ChildProcess } from 'node:child_process';

/** Gives a process its whole input. One that reads nothing may be gone before it is written (EPIPE): how it ended is what counts then. */
export function giveInput({ stdin }: ChildProcess, input: string | Buffer = ''): void {
  stdin?.on('error', () => undefined);
  stdin?.end(input);
}
