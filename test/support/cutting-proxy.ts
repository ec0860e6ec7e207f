import { connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** From now on, an answer that `matches` is kept back and its connection is broken, once: the server did it, nobody knows. */
  cutAt(matches: RegExp): void;
  /** How many were. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** Stands between clients and a loopback port, and loses answers. */
export async function startCuttingProxy(to: number): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let lost: RegExp | undefined;
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: to });
    const both = [client, upstream];
    for (const socket of both) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        for (const other of both) other.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on('data', (data) => {
      if (!lost?.test(data.toString('latin1'))) return void client.write(data);
      lost = undefined;
      cuts++;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    cutAt: (matches) => {
      lost = matches;
    },
    get cuts() {
      return cuts;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
