import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface Asking {
  readonly port: number;
  readonly channel: string;
  /** What is said, and what the answer contains. */
  readonly question: string;
  readonly answer: string;
  readonly nick?: string;
  /** How often it is asked; the first tenth is not counted. */
  readonly count: number;
  /** Milliseconds between two questions. With echo-message on, under 100 a delayed TCP acknowledgement is measured instead. */
  readonly gap: number;
}

/** Asks on IRC again and again. Returns the milliseconds until each answer, from the shortest to the longest. */
export async function replyLatency({
  port,
  channel,
  question,
  answer,
  nick = 'asker',
  count,
  gap,
}: Asking): Promise<number[]> {
  const socket = connect({ host: '127.0.0.1', port }).setNoDelay(true);
  const seen = watched(socket);
  socket.write(`NICK ${nick}\r\nUSER ${nick} 0 * :${nick}\r\n`);
  await seen(/ (376|422) /);
  socket.write(`JOIN ${channel}\r\n`);
  await seen(/ 366 /);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const answered = seen((line) => line.includes(' PRIVMSG ') && line.includes(answer));
    const asked = performance.now();
    socket.write(`PRIVMSG ${channel} :${question}\r\n`);
    const at = await answered;
    times.push(at - asked);
    await setTimeout(Math.max(0, gap - (at - asked)));
  }
  socket.destroy();
  return times.slice(Math.floor(count / 10)).sort((a, b) => a - b);
}

/** Waits for lines of a socket; resolves with the time the line came. */
function watched(socket: Socket): (wanted: RegExp | ((line: string) => boolean)) => Promise<number> {
  let partial = '';
  let waiting: { matches(line: string): boolean; found(at: number): void } | undefined;
  socket.on('data', (data) => {
    const at = performance.now();
    const lines = (partial + data).split('\r\n');
    partial = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('PING')) socket.write(`PONG${line.slice(4)}\r\n`);
      if (waiting?.matches(line)) waiting.found(at);
    }
  });
  return (wanted) =>
    new Promise((resolve) => {
      const matches = wanted instanceof RegExp ? (line: string) => wanted.test(line) : wanted;
      waiting = { matches, found: resolve };
    });
}
