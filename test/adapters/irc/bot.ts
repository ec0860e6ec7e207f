import { pino } from 'pino';
import type { TestContext } from 'vitest';
import { listeningInNotes } from '../../../adapters/irc/away.ts';
import { Irc, type IrcParts } from '../../../adapters/irc/irc.ts';
import type { Named } from '../../../adapters/irc/network.ts';
import type { Secrets } from '../../../adapters/irc/options.ts';
import { settings as ircSettings } from '../../../adapters/irc/settings.ts';
import type { Adapter } from '../../../src/bot/adapter.ts';
import type { Incoming, IncomingVote, Where } from '../../../src/bot/incoming.ts';
import { until } from '../../support/daemon.ts';
import { notesInMemory } from '../../support/notes.ts';
import { pinsInMemory } from './pins.ts';

export interface TestBot {
  readonly adapter: Adapter;
  readonly heard: Incoming[];
  readonly reactions: IncomingVote[];
  /** Everything it logged, as JSON lines. */
  log(): string;
  /** The next message it hears whose text matches. */
  hears(text: RegExp): Promise<Incoming>;
  /** The next reaction it hears that is a vote. */
  reacts(): Promise<IncomingVote>;
}

/** As fast as the server's unlimited class allows; tests about the flood budget give their own. */
export const unhurried = { burst: 1000, per_second: 1000 };

/** What of a test's context a bot needs: tests run at the same time, so it must be the test's own. */
export type Test = Pick<TestContext, 'onTestFinished'>;

/** What an adapter remembers and may, for as long as a test. */
function forgetful(): Omit<IrcParts, 'log'> {
  return { pins: pinsInMemory(), maySpeak: () => true, listening: listeningInNotes(notesInMemory(), 'irc') };
}

/** A bot that answers `!say TEXT` with TEXT, not yet started. Stopped when the test ends. */
export function makeBot(
  { onTestFinished }: Test,
  settings: Record<string, unknown>,
  { password, serverPassword, network, ...parts }: Partial<IrcParts> & Secrets & Named = {},
): TestBot & { start(): Promise<void> } {
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const parsed = ircSettings.parse({ flood: unhurried, tls: false, host: '127.0.0.1', ...settings });
  const adapter = new Irc({ ...parsed, password, serverPassword, network }, { log, ...forgetful(), ...parts });
  const heard: Incoming[] = [];
  const reactions: IncomingVote[] = [];
  const start = () =>
    adapter.start({
      message: async (message) => {
        heard.push(message);
        const say = /^say (.*)$/.exec(message.text)?.[1];
        if (say !== undefined) await adapter.reply(message, { tone: 'answer', lines: [say] });
      },
      vote: async (vote) => {
        reactions.push(vote);
      },
      ask: async () => ({ tone: 'answer', lines: [] }),
      open: async () => [],
    });
  onTestFinished(() => adapter.stop());
  return {
    adapter,
    heard,
    reactions,
    log: () => lines.join(''),
    start,
    hears: async (text) => {
      await until(
        () => `the bot to hear ${text}, log:\n${lines.join('')}`,
        () => heard.some((message) => text.test(message.text)),
      );
      const index = heard.findIndex((message) => text.test(message.text));
      return heard.splice(0, index + 1).at(-1) as Incoming;
    },
    reacts: async () => {
      await until('the bot to hear a reaction', () => reactions.length > 0);
      return reactions.shift() as IncomingVote;
    },
  };
}

/** A bot that is on IRC. */
export async function startBot(...made: Parameters<typeof makeBot>): Promise<TestBot> {
  const bot = makeBot(...made);
  await bot.start();
  return bot;
}

export function channel(name: string): Where {
  return { platform: 'irc', channel: name, private: false };
}
