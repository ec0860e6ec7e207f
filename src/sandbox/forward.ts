import { connect } from 'node:net';
import type { ServerChannel } from 'ssh2';

/** What ProxyJump asks of the host in the middle: a TCP connection carried in a channel (RFC 4254, section 7.2). */
export function forward(host: string, port: number, accept: () => ServerChannel, reject: () => void): void {
  const socket = connect(port, host);
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.off('error', reject);
    const channel = accept();
    channel.on('error', () => socket.destroy());
    socket.on('error', () => channel.end());
    socket.pipe(channel).pipe(socket);
    channel.on('close', () => socket.destroy());
  });
}
