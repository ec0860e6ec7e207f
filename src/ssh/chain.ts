import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { connect, forward, type Login } from './connect.ts';
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
  const logins: Login[] = [];
  const chain: Chain = {
    get end() {
      return logins.at(-1)?.client;
    },
    through: async (settings, within) => {
      const last = logins.at(-1)?.client;
      return last && (await forward(last, settings, within));
    },
    close: () => {
      for (const login of logins.toReversed()) login.hangUp();
    },
  };
  const left = () => Math.max(1, ends - Date.now());
  try {
    for (const hop of hops) logins.push(await connect(hop, left(), () => chain.through(hop, left())));
    return chain;
  } catch (cause) {
    chain.close();
    throw cause;
  }
}
