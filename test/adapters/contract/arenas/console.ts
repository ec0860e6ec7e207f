import { PassThrough } from 'node:stream';
import { Console } from '../../../../adapters/console/console.ts';
import { openHouse } from '../../house.ts';
import { policy } from '../contract.ts';
import type { Actor, Arena } from './arena.ts';

/** farmhand on a terminal that is none: lines in, lines out. */
export async function consoleArena(): Promise<Arena> {
  const people = { you: { console: 'owner' }, sarah: { console: 'sarah' } };
  const input = new PassThrough();
  let output = '';
  const screen = new PassThrough();
  screen.on('data', (chunk) => {
    output += chunk;
  });
  const home = await openHouse({
    chat: {},
    env: {},
    people,
    policy,
    more: () => [
      new Console({
        input,
        output: screen,
        env: {},
        login: 'owner',
        welcome: [],
        commands: [],
        people: new Map([
          ['you', 'owner'],
          ['sarah', 'sarah'],
        ]),
        echo: false,
      }),
    ],
  });
  const never = () => Promise.reject(new Error('there is no such thing on a terminal'));
  const actor = (name: string): Actor => ({
    called: name,
    say: async (text) => void input.write(`/as ${name}\n!${text}\n`),
    mutter: never,
    approve: never,
    withdraw: never,
    deny: never,
  });
  return {
    abilities: { reactions: false, talk: false, strangers: false, connection: false, restarts: false },
    you: actor('you'),
    sarah: actor('sarah'),
    stranger: actor('nobody'),
    texts: () => output.split('\n').filter((line) => line !== '' && !line.startsWith('You speak as')),
    cut: never,
    restart: never,
    connected: () => home.farmhand().presence()[0]?.is === 'connected',
    runs: async () => (await home.farmhand().engine.runs()).length,
    close: async () => {
      input.end();
      await home.close();
    },
  };
}
