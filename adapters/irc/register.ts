import type { Client } from 'irc-framework';
// The package as a whole loads a socket of its own, with 1.4 MiB of libraries; ours is in transport.ts.
import IrcClient from 'irc-framework/src/client.js';
import type { Logger } from 'pino';
import { asciiLower } from '../../src/farm/ascii.ts';
import { dial, explained } from './dial.ts';
import { messagesAtOnce } from './messages-at-once.ts';
import { settingOf } from './network.ts';
import { alternative, shorter } from './nick.ts';
import { type IrcOptions, serverPasswordVariable } from './options.ts';
import { saslProblem } from './sasl.ts';
import { Session } from './session.ts';
import { transportOver } from './transport.ts';

/** Milliseconds for everything from the first byte to the server's welcome. */
const patience = 60_000;

/** Most nicks tried while each is taken. */
const mostNicks = 10;

/**
 * Connects, logs in and registers. Rejects with a reason for the operator; never leaves a connection behind, and never goes on
 * without an account where one was asked for. `wrote` is called for every line written; `stopping` makes it give up.
 */
export function register(options: IrcOptions, log: Logger, wrote: () => void, stopping: AbortSignal): Promise<Session> {
  const client = new IrcClient();
  messagesAtOnce(client);
  const broke = (error: unknown) => log.error({ err: error }, 'a line from the server could not be handled');
  let problem: string | undefined;
  let account: string | undefined;

  client.on('loggedin', (event) => {
    account = event.account;
  });
  client.on('sasl failed', (event) => {
    problem = saslProblem(event.reason, options);
  });
  client.on('irc error', (event) => {
    // Some say so by a numeric reply, some only as they close the connection.
    if (event.error === 'password_mismatch' || /\bpassword\b/i.test(event.reason ?? ''))
      problem ??= passwordProblem(options);
    if (event.error === 'irc') problem ??= `the server says: ${event.reason}`;
  });
  client.on('ping timeout', () => {
    problem ??= 'the server has not answered for 2 minutes';
    client.connection.end(null, true);
  });
  const ended = new Promise<string>((resolve) => {
    client.on('socket close', (error) => {
      resolve(problem ?? (error ? explained(error, options) : 'the server closed the connection'));
    });
  });

  return new Promise((resolve, reject) => {
    const giveUp = (why: string) => {
      problem ??= why;
      client.connection.end(null, true);
    };
    const stop = () => giveUp('stopped');
    stopping.addEventListener('abort', stop);
    const late = setTimeout(() => giveUp(silence(client.connected, options)), patience);
    const settle = () => {
      stopping.removeEventListener('abort', stop);
      clearTimeout(late);
    };
    void ended.then((why) => {
      settle();
      reject(new Error(why));
    });
    let registered = false;
    let tried = 0;
    let length: number | undefined;
    const nextNick = () => {
      if (registered) return;
      tried += 1;
      if (tried < mostNicks) client.changeNick(alternative(options.nick, tried, length));
      else giveUp(`${options.nick} and ${mostNicks - 1} nicks like it are taken`);
    };
    client.on('nick in use', nextNick);
    client.on('nick invalid', ({ nick, reason }) => {
      if (registered) return;
      length = shorter(nick, reason);
      if (length === undefined)
        return giveUp(`the server does not take the nick ${nick}: ${reason}; see ${settingOf(options, 'nick')}`);
      log.warn(`the server does not take the nick ${nick}: ${reason}; tries one of ${length} characters`);
      client.changeNick(alternative(options.nick, tried, length));
    });
    client.connection.on('message', ({ command }) => {
      // ERR_UNAVAILRESOURCE, of which irc-framework does not know: services hold the nick.
      if (command === '437') nextNick();
    });
    client.on('registered', ({ nick }) => {
      if (registered) return;
      registered = true;
      const why = unfit(options, account);
      if (why !== undefined) return giveUp(why);
      const session = new Session(client, nick, options.sasl !== 'none', ended);
      // By the end of the message of the day the server has said what it supports.
      client.on('motd', () => {
        settle();
        resolve(session);
      });
    });
    connect(client, options, { broke, wrote });
  });
}

function passwordProblem(options: IrcOptions): string {
  const variable = serverPasswordVariable(options);
  return options.serverPassword
    ? `the server refused its password; see ${variable}`
    : `the server asks for a password: put it in ${variable}`;
}

/** What it means that there is no welcome yet. */
function silence(connected: boolean, options: IrcOptions): string {
  const time = `within ${patience / 1000} s`;
  if (connected) return `no welcome ${time}`;
  return options.tls
    ? `no TLS handshake ${time}; is that the server's TLS port? See ${settingOf(options, 'port')} and ${settingOf(options, 'tls')}`
    : `no connection ${time}`;
}

/** Why the connection must not be used; undefined when it may. Whatever made the login fail, it ends here at the latest. */
function unfit(settings: IrcOptions, account: string | undefined): string | undefined {
  if (settings.sasl === 'none') return undefined;
  if (account === undefined) return 'the server let farmhand in without logging it in to its account';
  if (settings.account !== undefined && asciiLower(settings.account) !== asciiLower(account)) {
    return `the server logged farmhand in as ${account}, not as ${settings.account}`;
  }
  return undefined;
}

function connect(
  client: Client,
  options: IrcOptions,
  { broke, wrote }: { broke(error: unknown): void; wrote(): void },
): void {
  const { host, port, nick, username, realname, sasl, account, password, serverPassword } = options;
  client.connect({
    host,
    port,
    nick,
    username,
    gecos: realname,
    // Answers nobody's CTCP VERSION: each would be a line outside the flood budget.
    version: '',
    auto_reconnect: false,
    enable_chghost: true,
    enable_echomessage: true,
    ping_interval: 30,
    ping_timeout: 120,
    sasl_disconnect_on_fail: true,
    // Without an account, even an empty one, the server's password would be tried as an account's.
    account: sasl === 'plain' ? { ...(account !== undefined && { account }), password } : {},
    ...(serverPassword && { password: serverPassword }),
    ...(sasl === 'external' && { sasl_mechanism: 'EXTERNAL' }),
    transport: transportOver({ dial: () => dial(options), broke, wrote }),
  });
}
