import { spawn } from 'node:child_process';
import type { ServerChannel } from 'ssh2';

export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
}

/**
 * Runs a command as sshd does where no terminal was asked for: in a session of its own, its streams on the channel. When the
 * connection is lost the command goes on; it only finds its streams closed.
 */
export function execute(command: string, channel: ServerChannel, { environment, folder }: Surroundings): void {
  const child = spawn('/bin/sh', ['-c', command], { cwd: folder, env: environment, detached: true, stdio: 'pipe' });
  child.on('error', (error) => {
    channel.stderr.write(`${error.message}\n`);
    channel.exit(126);
    channel.end();
  });
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  // A command may end, or close its input, before all of its input has come.
  child.stdin.on('error', () => {});
  channel.on('error', () => {});

  child.on('exit', (code, signal) => {
    if (signal === null) channel.exit(code ?? 0);
    else channel.exit(signal.slice('SIG'.length), false, '');
  });
  // Not on `exit`: what runs in the background keeps the streams, and with them the channel, open.
  child.on('close', () => channel.stderr.end(() => channel.end()));
  channel.on('close', () => {
    child.stdin.end();
    child.stdout.destroy();
    child.stderr.destroy();
  });
}
