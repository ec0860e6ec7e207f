import { setTimeout } from 'node:timers/promises';
import { HTTPReceiver, type Receiver, webApi } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Adapter, Ears, Incoming, MaySpeak, Reply, Where } from '../../src/bot/adapter.ts';
import { excuse } from '../../src/bot/excuse.ts';
import { Inbox } from '../../src/bot/inbox.ts';
import type { RunNews } from '../../src/bot/news.ts';
import type { JournalUnusable, Notes } from '../../src/journal/journal.ts';
import { answered } from './answer.ts';
import { ListeningApp } from './app.ts';
import { Given } from './given.ts';
import type { Heard } from './hear.ts';
import { Hearing } from './hearing.ts';
import { boltLogger } from './logger.ts';
import type { Shown } from './missed.ts';
import { People, type Profile } from './people.ts';
import { Runs } from './runs.ts';
import type { SlackSettings } from './settings.ts';
import { Sockets } from './sockets.ts';
import { Voice } from './voice.ts';

export interface SlackOptions extends SlackSettings {
  /** SLACK_BOT_TOKEN. */
  readonly botToken: string;
  /** SLACK_APP_TOKEN, for Socket Mode. */
  readonly appToken?: string;
  /** SLACK_SIGNING_SECRET, for HTTP. */
  readonly signingSecret?: string;
  /** Another Slack than Slack's own, to test against. */
  readonly apiUrl?: string;
}

export interface SlackParts {
  readonly log: Logger;
  /** Where it is kept what was heard and is not dealt with, and the reactions that counted. */
  readonly notes: Notes;
  /** Whether this process may say something just now; always, when left out. */
  readonly maySpeak?: MaySpeak;
  /** Identities farm.yaml lists. */
  readonly listed: ReadonlySet<string>;
}

/** Milliseconds for which what was dealt with is known again: Slack delivers the last time after five minutes, or within the hour. */
const remembered = 3600_000;

/** Milliseconds between looks for what was heard by a process that did not come to deal with it. */
const lookInterval = 15_000;

/** Milliseconds Slack has to answer a call. */
const timeout = 15_000;

/** Milliseconds, of the 3000 in which a slash command is to be acknowledged, spent on finding out where it was typed. */
const asking = 2000;

/** Throws when a token is missing. */
export function checkSecrets(options: SlackOptions): void {
  if (!options.botToken)
    throw new Error('slack: SLACK_BOT_TOKEN is not set; it is the Bot User OAuth Token of the app');
  if (options.mode === 'socket' && !options.appToken)
    throw new Error('slack: mode: socket needs SLACK_APP_TOKEN, an app-level token with connections:write');
  if (options.mode === 'http' && !options.signingSecret)
    throw new Error('slack: mode: http needs SLACK_SIGNING_SECRET, from Basic Information of the app');
}

/** The Slack adapter. Throws when a token is missing. */
export function createSlack(options: SlackOptions, parts: SlackParts): Adapter {
  checkSecrets(options);
  return new Slack(options, parts);
}

class Slack implements Adapter {
  readonly platform = 'slack';
  readonly keepsHeard = true;
  readonly identify =
    'Your Slack account is your identity here, as TEAM/USER; guests and people of other workspaces count only where farm.yaml lists them.';
  readonly #options: SlackOptions;
  readonly #parts: SlackParts;
  readonly #client: webApi.WebClient;
  readonly #voice: Voice;
  readonly #runs: Runs;
  readonly #stopping = new AbortController();
  readonly #maySpeak: MaySpeak;
  #open: { readonly app: ListeningApp; readonly looking: NodeJS.Timeout } | undefined;
  #sockets: Sockets | undefined;

  constructor(options: SlackOptions, parts: SlackParts) {
    const { log, maySpeak = () => true } = parts;
    this.#options = options;
    this.#parts = parts;
    this.#maySpeak = maySpeak;
    this.#client = new webApi.WebClient(options.botToken, { ...this.#clientOptions, logger: boltLogger(log) });
    this.#voice = new Voice(this.#client, options.flood, log, this.#stopping.signal, maySpeak);
    this.#runs = new Runs(this.#voice, (error) => log.warn(`slack: ${error.message}`));
  }

  get connected(): boolean {
    return this.#open !== undefined && (this.#sockets?.connected ?? true);
  }

  async start(ears: Ears): Promise<void> {
    const { log, notes, listed } = this.#parts;
    const maySpeak = this.#maySpeak;
    const stopping = this.#stopping.signal;
    const { user_id: user = '', team_id: team = '', bot_id: botId = '' } = await this.#whoAmI();
    const inbox = new Inbox<Heard>(notes, this.platform, remembered);
    const given = await Given.open(notes);
    const people = new People((id) => this.#profile(id), team, listed, log);
    const names = this.#options.reactions;
    const reactions = (channel: string, message: string) => this.#reactions(channel, message);
    const hearing = new Hearing({ ears, inbox, given, people, names, log, stopping, maySpeak, reactions });
    const bolt = { token: this.#options.botToken, botId, botUserId: user, receiver: this.#receiver() };
    const app = new ListeningApp(
      { ...bolt, clientOptions: this.#clientOptions, logger: boltLogger(log) },
      {
        me: { user, team },
        inbox,
        log,
        maySpeak,
        mayAnswer: ({ channel }) => this.#mayAnswer(channel),
        deal: (heard) => void hearing.deal(heard),
        refuse: (heard, error) => this.#refuse(heard, error),
      },
    );
    const look = () => {
      hearing.resume().catch((error) => log.error({ err: error }, 'slack: what was heard is not known'));
    };
    this.#open = { app, looking: setInterval(look, lookInterval).unref() };
    look();
    await this.#listen(app);
    const unknown = (error: Error) => log.warn(`slack: reactions given while away are not known: ${error.message}`);
    hearing.catchUp().catch(unknown);
    log.info(`slack: connected to ${team} as ${user}`);
  }

  async reply(to: Incoming, reply: Reply): Promise<void> {
    const { where, speaker, quiet, id, again = false } = to;
    const { unsure = false } = reply;
    const spot = { channel: where.channel, ...(where.thread !== undefined && { thread: where.thread }) };
    const { file, ...content } = answered(reply, where.private ? undefined : speaker.nick);
    if (quiet && !where.private) return this.#voice.whisper(spot, speaker.nick, content);
    const mark = id === undefined ? {} : { mark: `answer:${id.replaceAll(' ', ':')}` };
    await this.#voice.post(spot, content, { again, unsure, ...mark });
    if (file !== undefined) await this.#voice.file(spot, 'answer.txt', file);
  }

  report(where: Where, told: RunNews): Promise<readonly string[]> {
    return this.#runs.tell(where, told);
  }

  async stop(): Promise<void> {
    clearInterval(this.#open?.looking);
    this.#stopping.abort();
    await this.#open?.app.stop();
  }

  #refuse({ channel, user, ...heard }: Heard, error: JournalUnusable): void {
    const thread = 'thread' in heard && heard.thread !== undefined ? { thread: heard.thread } : {};
    const speaker = { platform: this.platform, nick: user, account: null };
    const where = { platform: this.platform, channel, private: channel.startsWith('D'), ...thread };
    const reply = excuse(error);
    const failed = (failure: Error) => this.#parts.log.warn(`slack: ${failure.message}`);
    if (reply) this.reply({ where, speaker, text: '' }, reply).catch(failed);
  }

  get #clientOptions() {
    const { apiUrl } = this.#options;
    // A 429 would hold up every channel, and a retry inside the library would change the order; both are the lanes' work.
    return {
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
      timeout,
      ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    };
  }

  #receiver(): Receiver {
    const { mode, appToken = '', signingSecret = '', http } = this.#options;
    const logger = boltLogger(this.#parts.log);
    if (mode === 'http') return new HTTPReceiver({ signingSecret, endpoints: [http.path], logger });
    const installerOptions = { clientOptions: this.#clientOptions };
    this.#sockets = new Sockets({ appToken, logger, installerOptions }, this.#parts.log);
    return this.#sockets;
  }

  async #listen(app: ListeningApp): Promise<void> {
    const { mode, http } = this.#options;
    if (mode === 'http') await app.start({ port: http.port, host: http.address });
    else await app.start();
  }

  #whoAmI(): Promise<webApi.AuthTestResponse> {
    return this.#voice.ask('auth.test', (slack) => slack.auth.test());
  }

  async #reactions(channel: string, message: string): Promise<readonly Shown[]> {
    const get = (slack: webApi.WebClient) => slack.reactions.get({ channel, timestamp: message, full: true });
    const { message: found } = await this.#voice.ask('reactions.get', get);
    return found?.reactions ?? [];
  }

  async #profile(id: string): Promise<Profile> {
    const { user } = await this.#voice.ask('users.info', (slack) => slack.users.info({ user: id }));
    if (user?.id === undefined || user.team_id === undefined) throw new Error(`Slack knows nobody called ${id}`);
    return { ...user, id: user.id, team_id: user.team_id };
  }

  /** Why a command typed there cannot be answered; undefined when it can, or when Slack does not say in time. */
  async #mayAnswer(channel: string): Promise<string | undefined> {
    const late = setTimeout(asking, undefined, { ref: false });
    return Promise.race([this.#isOutside(channel), late]).catch(() => undefined);
  }

  async #isOutside(channel: string): Promise<string | undefined> {
    const outside = 'I am not in this conversation: /invite me first, or write to me directly.';
    try {
      const { channel: info } = await this.#client.conversations.info({ channel });
      return info?.is_member || info?.is_im ? undefined : outside;
    } catch (error) {
      if (error instanceof webApi.WebAPIPlatformError && error.data.error === 'channel_not_found') return outside;
      throw error;
    }
  }
}
