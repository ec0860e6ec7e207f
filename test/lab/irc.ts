import { type Anope, startAnope } from '../support/anope.ts';
import { until } from '../support/daemon.ts';
import { type Inspircd, startInspircd } from '../support/inspircd.ts';
import { IrcUser, tagOf } from '../support/irc-user.ts';

export const channel = '#farm';

/** Milliseconds a run on the lab may take: a VM of an emulated host boots in a minute. */
const patience = 14 * 60_000;

/** An IRC network on loopback with services, where farmhand has an account. */
export interface Network {
  /** The `chat` section of a farm.yaml. */
  readonly chat: unknown;
  /** What farmhand needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Somebody who is logged in to services under their own name, and in the channel. */
  join(nick: string): Promise<IrcUser>;
  /** Resolves when farmhand is in the channel. */
  arrived(user: IrcUser): Promise<void>;
  close(): Promise<void>;
}

/** Starts it, with an account for each name. */
export async function startNetwork(...people: readonly string[]): Promise<Network> {
  const ircd: Inspircd = await startInspircd();
  const anope: Anope = await startAnope(ircd);
  for (const name of ['farmhand', ...people]) await anope.register(name, `${name}-secret`);
  return {
    chat: {
      irc: {
        host: 'localhost',
        port: ircd.ports.tls,
        tls: { ca_file: ircd.certificate },
        nick: 'farmhand',
        channels: [channel],
        sasl: 'plain',
        account: 'farmhand',
        flood: { burst: 1000, per_second: 1000 },
      },
    },
    env: { FARMHAND_IRC_PASSWORD: 'farmhand-secret' },
    async join(nick) {
      const user = await IrcUser.connect(ircd.ports.unlimited, nick, channel);
      await user.logIn(nick, `${nick}-secret`);
      return user;
    },
    async arrived(user) {
      const there = () => user.lines.some((line) => /:farmhand!\S+ JOIN/.test(line));
      await until(() => `farmhand in ${channel}; ${user.nick} got:\n${user.lines.join('\n')}`, there);
    },
    async close() {
      await anope.remove();
      await ircd.remove();
    },
  };
}

/** What waits for approval: the run, and the id of the message that asks. */
export interface Question {
  readonly run: string;
  readonly message: string;
}

/** Waits until farmhand asks the channel to approve what begins so ("clone gallifrey to gallifrey-dev"), by a run after that one. */
export async function question(user: IrcUser, title: string, after = '0'): Promise<Question> {
  const asks = (line: string) => / PRIVMSG #farm :(?:\S.*: )?to go ahead: /.test(line);
  const planned = new RegExp(` PRIVMSG #farm :run (\\d+): ${title}`);
  const find = () => {
    const runs = user.lines.flatMap((line) => planned.exec(line)?.[1] ?? []);
    const run = runs.find((one) => Number(one) > Number(after));
    const line = user.lines.find((line) => asks(line) && new RegExp(`!approve ${run}\\b`).test(line));
    return run !== undefined && line !== undefined ? { run, message: tagOf(line, 'msgid') ?? '' } : undefined;
  };
  await until(
    () => `a plan to ${title}; ${user.nick} got:\n${user.lines.join('\n')}`,
    () => find() !== undefined,
    300_000,
  );
  return find() as Question;
}

/** Approves by a reaction on the message. */
export function approve(user: IrcUser, { message }: Question): void {
  user.send(`@+draft/react=✅;+draft/reply=${message} TAGMSG ${channel}`);
}

/** Waits until the run has ended; throws when it did not end well. */
export async function done(user: IrcUser, { run }: Question): Promise<void> {
  const over = new RegExp(
    ` PRIVMSG #farm :\\S+: run ${run} (?:\\(.*?\\):? )?(?:is |was )?(done|failed|cancelled|denied|nobody approved it)`,
  );
  const end = () => user.lines.findIndex((line) => over.test(line));
  await until(
    () => `the end of run ${run}; ${user.nick} got:\n${user.lines.join('\n')}`,
    () => end() >= 0,
    patience,
  );
  const lines = user.lines.slice(end());
  if (over.exec(lines[0] ?? '')?.[1] !== 'done') throw new Error(lines.join('\n'));
}
