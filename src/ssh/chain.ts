import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { connect, forward } from './connect.ts';
import type { HostSettings } from './settings.ts';

/** New connections from host to host, each through the one before. */
export interface Chain {
  /** The last one; undefined where there are no hops. */
  readonly end: Client | undefined;
  /** A stream to a host's SSH port from the end of the chain; undefined where it is dialled directly. */
  through(settings: HostSettings, milliseconds: number): Promise<Duplex | undefined>;
  close(): void;
}

/**
 * Opens a chain beside all connections that are open already: those may live on where nobody else gets in.
 * @throws HostUnreachable
 */
export async function openChain(hops: readonly HostSettings[], milliseconds: number): Promise<Chain> {
  const ends = Date.now() + milliseconds;
  const clients: Client[] = [];
  const chain: Chain = {
    get end() {
      return clients.at(-1);
    },
    through: async (settings, within) => {
      const last = clients.at(-1);
      return last && (await forward(last, settings, within));
    },
    close: () => {
      for (const client of clients.toReversed()) client.end();
    },
  };
  const left = () => Math.max(1, ends - Date.now());
  try {
    for (const hop of hops) clients.push(await connect(hop, left(), await chain.through(hop, left())));
    return chain;
  } catch (cause) {
    chain.close();
    throw cause;
  }
}
