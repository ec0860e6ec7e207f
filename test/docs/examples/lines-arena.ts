import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Actor, Arena } from '../../adapters/contract/arenas/arena.ts';
import { policy } from '../../adapters/contract/contract.ts';
import { openHouse } from '../../adapters/house.ts';
import { freePorts } from '../../support/daemon.ts';
import { tokenOf } from './lines.ts';

const secret = 'of-this-arena';
const hello = (name: string) => `HELLO ${name} ${tokenOf(name, secret)}\n`;

/** farmhand on a loopback port, and three who are connected to it. */
export async function linesArena(): Promise<Arena> {
  const [port = 0] = await freePorts(1);
  const home = await openHouse({
    chat: { lines: { port } },
    env: { FARMHAND_LINES_SECRET: secret },
    people: { you: { lines: 'you' }, sarah: { lines: 'sarah' } },
    policy,
  });
  const texts: string[] = [];
  const never = () => Promise.reject(new Error('there is no such thing there'));
  const sockets = [hello('you'), hello('sarah'), ''].map((first) => {
    const socket = connect(port, '127.0.0.1');
    createInterface({ input: socket }).on('line', (line) => texts.push(line));
    socket.write(first);
    return socket;
  });
  const [you, sarah, stranger] = sockets.map(
    (socket, index): Actor => ({
      called: ['you', 'sarah', 'nobody'][index] ?? '',
      say: async (text) => void socket.write(`!${text}\n`),
      mutter: never,
      approve: never,
      withdraw: never,
      deny: never,
    }),
  ) as [Actor, Actor, Actor];
  return {
    abilities: { reactions: false, talk: false, strangers: true, connection: false, restarts: false },
    you,
    sarah,
    stranger,
    texts: () => texts,
    cut: never,
    restart: never,
    connected: () => home.farmhand().presence()[0]?.is === 'connected',
    runs: async () => (await home.farmhand().engine.runs()).length,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await home.close();
    },
  };
}
