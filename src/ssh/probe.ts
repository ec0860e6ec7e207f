import { once } from 'node:events';
import type { Client } from 'ssh2';
import { late, within } from '../time/within.ts';
import { openChain } from './chain.ts';
import { HostUnreachable } from './host.ts';
import { describeHost, type HostSettings } from './settings.ts';

/**
 * Logs in to the last of `hops` through the others and runs `true` there, all on new connections.
 * @throws HostUnreachable
 */
export async function probe(hops: readonly HostSettings[], milliseconds: number): Promise<void> {
  const started = Date.now();
  const chain = await openChain(hops, milliseconds);
  const target = hops.at(-1);
  try {
    if (chain.end !== undefined && target !== undefined)
      await runTrue(chain.end, target, Math.max(1, milliseconds - (Date.now() - started)));
  } finally {
    chain.close();
  }
}

async function runTrue(client: Client, settings: HostSettings, milliseconds: number): Promise<void> {
  const failed = (why: string, cause?: unknown) =>
    new HostUnreachable(`${describeHost(settings)} lets farmhand log in, but ${why}`, { cause });
  const ended = new Promise<void>((resolve, reject) => {
    client.on('close', () => reject(failed('closed the connection')));
    client.exec('true', (cause, channel) => {
      if (cause) return reject(failed('opened no channel', cause));
      channel.resume();
      once(channel, 'close').then(
        ([code]) => (code === 0 ? resolve() : reject(failed(`"true" ended with ${code}`))),
        reject,
      );
    });
  });
  if ((await within(milliseconds, ended)) === late) throw failed(`ran nothing within ${milliseconds} ms`);
}
