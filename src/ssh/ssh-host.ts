import { once } from 'node:events';
import type { Client } from 'ssh2';
import { connect, forward } from './connect.ts';
import { editor } from './edit.ts';
import { type Exec, executor } from './exec.ts';
import { type Host, HostUnreachable, type Result } from './host.ts';
import { jobsOf } from './jobs.ts';
import type { Keeper } from './keeper.ts';
import { describeHost, type HostSettings } from './settings.ts';
import type { RawResult } from './shell.ts';
import { decode } from './utf8.ts';

/** A host over SSH. `jumps`: what it is reached through, the nearest to farmhand first. */
export function sshHost(settings: HostSettings, keeper: Keeper, jumps: readonly HostSettings[]): Host {
  const exec: Exec = executor(settings, keeper);
  return {
    name: settings.name,
    run: async (script, options) => {
      const [result] = await exec([script], options);
      return text(result as RawResult);
    },
    batch: async (scripts, options) => (await exec(scripts, options)).map(text),
    probe: (milliseconds) => probe([...jumps, settings], milliseconds),
    jobs: jobsOf(settings, exec),
    edit: editor(settings, exec),
  };
}

function text({ code, stdout, stderr, truncated }: RawResult): Result {
  return { code, stdout: decode(stdout, truncated), stderr: decode(stderr, truncated), truncated };
}

/** Every hop is a new connection: an old one may live on where nobody else gets in. */
async function probe(hops: readonly HostSettings[], milliseconds: number): Promise<void> {
  const ends = Date.now() + milliseconds;
  const left = () => Math.max(1, ends - Date.now());
  const clients: Client[] = [];
  try {
    for (const hop of hops) {
      const previous = clients.at(-1);
      const through = previous && (await forward(previous, hop, left()));
      clients.push(await connect(hop, left(), through));
    }
    const [client, target] = [clients.at(-1), hops.at(-1)];
    if (client !== undefined && target !== undefined) await runTrue(client, target, left());
  } finally {
    for (const client of clients.reverse()) client.end();
  }
}

async function runTrue(client: Client, settings: HostSettings, milliseconds: number): Promise<void> {
  const signal = AbortSignal.timeout(milliseconds);
  const failed = (why: string, cause?: unknown) =>
    new HostUnreachable(`${describeHost(settings)} lets farmhand log in, but ${why}`, { cause });
  await new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(failed(`did not run anything within ${milliseconds} ms`)));
    client.on('close', () => reject(failed('closed the connection')));
    client.exec('true', (cause, channel) => {
      if (cause) return reject(failed('opened no channel', cause));
      channel.resume();
      once(channel, 'close').then(([code]) => (code === 0 ? resolve() : reject(failed(`"true" ended with ${code}`))));
    });
  });
}
