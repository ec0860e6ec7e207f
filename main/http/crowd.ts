import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Lets a server have so many connections and no more, so that a client that only connects takes no file from farmhand's own work. When one
 * more comes, the one that has been without a request for longest has to go: who asks is answered, however many wait.
 */
export function limitCrowd(server: Server, most: number): void {
  const all = new Set<Socket>();
  /** Those of which no request is being answered, the longest first. */
  const idle = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    all.add(socket);
    idle.add(socket);
    socket.once('close', () => {
      all.delete(socket);
      idle.delete(socket);
    });
    if (all.size <= most) return;
    const [longest = socket] = idle;
    all.delete(longest);
    idle.delete(longest);
    longest.destroy();
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    idle.delete(socket);
    response.once('close', () => {
      if (all.has(socket)) idle.add(socket);
    });
  });
}
