/**
 * Answers `!ping` with `pong` in a channel, for measuring how long that takes: as a bare irc-framework bot, or through farmhand's
 * adapter. `node irc-ping-bot.ts bare|farmhand PORT NICK CHANNEL`; prints `ready` when it is in the channel.
 */
import IrcFramework from 'irc-framework';
import { pino } from 'pino';
import { create } from '../../adapters/irc/index.ts';
import { settings as ircSettings } from '../../adapters/irc/settings.ts';
import { notesInMemory } from './notes.ts';

const [kind, port = '', nick = '', channel = ''] = process.argv.slice(2);
if (kind === 'bare') bare();
else await farmhand();

function bare(): void {
  const client = new IrcFramework.Client();
  client.on('registered', () => client.join(channel));
  client.on('join', (event) => {
    if (event.nick === nick) console.log('ready');
  });
  client.on('privmsg', (event) => {
    if (event.message === '!ping') client.say(event.target, 'pong');
  });
  client.connect({ host: '127.0.0.1', port: Number(port), nick, enable_echomessage: true });
}

async function farmhand(): Promise<void> {
  const flood = { burst: 1000, per_second: 1000 };
  const settings = ircSettings.parse({
    host: '127.0.0.1',
    port: Number(port),
    tls: false,
    nick,
    channels: [channel],
    flood,
  });
  const adapter = await create(settings, {
    log: pino({ level: 'silent' }),
    maySpeak: () => true,
    notes: notesInMemory(),
    listed: new Set(),
  });
  await adapter.start({
    message: (message) =>
      message.text === 'ping' ? adapter.reply(message, { tone: 'answer', lines: ['pong'] }) : Promise.resolve(),
    vote: () => Promise.resolve(),
    ask: async () => ({ tone: 'answer', lines: [] }),
    open: async () => [],
  });
  console.log('ready');
}
