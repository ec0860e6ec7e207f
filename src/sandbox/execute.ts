import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
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
  const write = oneAtATime(channel);
  const passed = Promise.allSettled([pass(child.stdout, channel, write), pass(child.stderr, channel.stderr, write)]);
  // A command may end, or close its input, before all of its input has come.
  child.stdin.on('error', () => {});
  channel.on('error', () => {});

  child.on('exit', (code, signal) => {
    if (signal === null) channel.exit(code ?? 0);
    else channel.exit(signal.slice('SIG'.length), false, '');
  });
  // Not on `exit`: what runs in the background keeps the streams, and with them the channel, open.
  child.on('close', () => void passed.then(() => channel.stderr.end(() => channel.end())));
  channel.on('close', () => {
    child.stdin.end();
    child.stdout.destroy();
    child.stderr.destroy();
  });
}

type Write = (to: Writable, chunk: Buffer) => Promise<void>;

/**
 * Writes to a channel's two streams in turns. ssh2 1.17 remembers what waited for the reader's window even after it was sent: were
 * the other stream to wait then, it would send the old once more and the new never. So nothing is left for it to remember.
 */
function oneAtATime(channel: ServerChannel): Write {
  let turn: Promise<void> = Promise.resolve();
  return (to, chunk) => {
    turn = turn.then(async () => {
      await new Promise<void>((resolve) => to.write(chunk, () => resolve()));
      Object.assign(channel, { _chunk: undefined, _chunkcb: undefined, _chunkErr: undefined, _chunkcbErr: undefined });
    });
    return turn;
  };
}

async function pass(from: Readable, to: Writable, write: Write): Promise<void> {
  for await (const chunk of from) await write(to, chunk);
}
