import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface DelayProxy {
  readonly port: number;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** How many times a client has said something after it was answered: round trips. */
  readonly turns: number;
  /** Resets every connection, as a firewall or a crash would. New ones are still accepted. */
  cut(): void;
  /** From now on nothing passes, and nobody is told: what a pulled cable looks like. */
  stall(): void;
  /** What was held back passes, and all that follows. */
  resume(): void;
  close(): Promise<void>;
}

/** A TCP proxy on loopback that holds every byte for `delay` milliseconds in each direction, so that a round trip takes twice that. */
export async function startDelayProxy(target: number, delay: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  let turns = 0;
  let stalled = false;
  let held: (() => void)[] = [];

  const pass = (from: Socket, to: Socket) => {
    // Timers of one length fire in the order they were set, so bytes stay in order.
    const later = (deliver: () => void) => {
      setTimeout(() => (stalled ? held.push(deliver) : deliver()), delay);
    };
    from.on('data', (chunk) => later(() => to.writable && to.write(chunk)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => sockets.delete(from));
    sockets.add(from);
  };

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    accepted += 1;
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    let answered = true;
    client.on('data', () => {
      if (answered) turns += 1;
      answered = false;
    });
    upstream.on('data', () => {
      answered = true;
    });
    pass(client, upstream);
    pass(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: address.port,
    get accepted() {
      return accepted;
    },
    get turns() {
      return turns;
    },
    cut,
    stall: () => {
      stalled = true;
    },
    resume: () => {
      stalled = false;
      for (const deliver of held.splice(0)) deliver();
      held = [];
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
