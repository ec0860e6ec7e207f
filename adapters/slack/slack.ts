import { HTTPReceiver, type Receiver, webApi } from '@slack/bolt';
import type { Adapter, InboundHandler, Reply, Trouble } from '../../src/bot/adapter.ts';
import type { AdapterParts } from '../../src/bot/adapter-folder.ts';
import { calledByPlan, calledIn } from '../../src/bot/calls.ts';
import type { Incoming, Where } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import type { Said } from '../../src/bot/said.ts';
import type { Json } from '../../src/journal/json.ts';
import { AcknowledgedApprovals } from './acknowledged-approvals.ts';
import { fitting } from './answer.ts';
import { ListeningApp } from './app.ts';
import { Hearing } from './hearing.ts';
import { Homes } from './homes.ts';
import { installationOf } from './installation.ts';
import { boltLogger, quietLogger } from './logger.ts';
import { MessageSender } from './message-sender.ts';
import type { Shown } from './missed.ts';
import type { SlackOptions } from './options.ts';
import { whyNoAnswer } from './outside.ts';
import { People, type Profile } from './people.ts';
import { Replies } from './replies.ts';
import { ResponseUrls } from './response-urls.ts';
import { Runs } from './runs.ts';
import { callsIn, prefixIn } from './settings.ts';
import { Sockets } from './sockets.ts';
import { withMend } from './trouble.ts';
import { Views } from './views.ts';

/** Milliseconds for which what was dealt with is known again: Slack delivers the last time after five minutes, or within the hour. */
const remembered = 3600_000;

/** Milliseconds Slack has to answer a call. */
const timeout = 15_000;

/** Milliseconds between two publications of a person's App Home, and between looks whether theirs is out of date. */
const [homeInterval, homeRefresh] = [10_000, 300_000];

/** An adapter for one turn to speak in a Slack workspace. */
export class Slack implements Adapter {
  readonly platform = 'slack';
  readonly remembered = remembered;
  readonly identify =
    'Your Slack account is your identity here, as TEAM/USER, or in an organisation ORGANISATION/USER; guests and people of other workspaces count only where farm.yaml lists them.';
  readonly #options: SlackOptions;
  readonly #parts: AdapterParts;
  readonly #client: webApi.WebClient;
  readonly #sender: MessageSender;
  readonly #runs: Runs;
  readonly #replies: Replies;
  readonly #urls = new ResponseUrls();
  readonly #stopping = new AbortController();
  #open: ListeningApp | undefined;
  #hearing: Hearing | undefined;
  #homes: Homes | undefined;
  #refreshing: NodeJS.Timeout | undefined;
  #sockets: Sockets | undefined;

  constructor(options: SlackOptions, parts: AdapterParts) {
    const { log, maySpeak } = parts;
    this.#options = options;
    this.#parts = parts;
    this.#client = new webApi.WebClient(options.botToken, { ...this.#clientOptions, logger: boltLogger(log) });
    this.#sender = new MessageSender({
      client: this.#client,
      flood: options.flood,
      log,
      stopping: this.#stopping.signal,
      maySpeak,
      prefixIn: (channel) => prefixIn(options, channel),
    });
    this.#replies = new Replies({ sender: this.#sender, urls: this.#urls, log });
    this.#runs = new Runs(this.#sender, (error) => log.warn(`slack: ${error.message}`));
  }

  get connected(): boolean {
    return this.#open !== undefined && (this.#sockets?.connected ?? true) && this.#sender.trouble === undefined;
  }

  get trouble(): Trouble | undefined {
    return this.#sockets?.trouble ?? this.#sender.trouble;
  }

  async read(heard: Json): Promise<Said | undefined> {
    // Asked for nothing before `start` has come so far.
    if (!this.#hearing) throw new Error('farmhand is not in Slack yet');
    return this.#hearing.read(heard);
  }

  async start(inbound: InboundHandler): Promise<void> {
    const { log, notes, listed, maySpeak } = this.#parts;
    const stopping = this.#stopping.signal;
    const me = await this.#whoAmI();
    const { user_id: user = '', bot_id: botId = '' } = me;
    const home = installationOf(me);
    this.#sender.orgWide = home.team === undefined;
    const given = await AcknowledgedApprovals.open(notes);
    const people = new People((id) => this.#profile(id), home, listed, log);
    const names = this.#options.reactions;
    const reactions = (channel: string, message: string) => this.#reactions(channel, message);
    const hearing = new Hearing({ inbound, given, people, names, log, stopping, reactions });
    this.#hearing = hearing;
    const speaker = (id: string) => people.speaker(id);
    const common = { inbound, sender: this.#sender, maySpeak, log, speaker };
    const homes = new Homes({ ...common, interval: homeInterval, now: Date.now });
    const mayAnswer = (channel: string) => whyNoAnswer(this.#client, channel);
    this.#homes = homes;
    this.#refreshing = setInterval(() => void homes.refresh(), homeRefresh).unref();
    const bolt = { token: this.#options.botToken, botId, botUserId: user, receiver: this.#receiver() };
    const app = new ListeningApp(
      { ...bolt, clientOptions: this.#clientOptions, logger: boltLogger(log) },
      {
        me: { user, prefixIn: (channel) => prefixIn(this.#options, channel) },
        names,
        inbound,
        log,
        maySpeak,
        urls: this.#urls,
        mayAnswer: ({ channel }) => mayAnswer(channel),
        views: new Views({ ...common, homes, mayAnswer }),
      },
    );
    this.#open = app;
    await this.#listen(app);
    const unknown = (error: Error) => log.warn(`slack: reactions given while away are not known: ${error.message}`);
    hearing.catchUp().catch(unknown);
    log.info(`slack: connected to ${home.team ?? home.enterprise} as ${user}`);
  }

  fits(_to: Incoming, reply: Reply): number {
    return fitting(reply);
  }

  reply(to: Incoming, reply: Reply): Promise<void> {
    return this.#replies.reply(to, reply);
  }

  whisper(nick: string, lines: readonly string[]): Promise<void> {
    return this.#replies.whisper(nick, lines);
  }

  report(where: Where, told: RunNews): Promise<readonly string[]> {
    if (told.news.kind !== 'step' && told.news.kind !== 'progress') this.#homes?.soon();
    const calls = callsIn(this.#options, where.channel);
    const mayApprove = calledByPlan(calls, told);
    return this.#runs.tell(where, { ...told, mayApprove, called: calledIn(calls, told) });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#refreshing);
    this.#homes?.stop();
    await this.#open?.stop();
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
    const { log } = this.#parts;
    if (mode === 'http') return new HTTPReceiver({ signingSecret, endpoints: [http.path], logger: boltLogger(log) });
    const installerOptions = { clientOptions: this.#clientOptions };
    const processEventErrorHandler = async ({ error }: { readonly error: Error }) => {
      log.error(`slack: what was delivered is not dealt with: ${error.message}`);
      return false;
    };
    this.#sockets = new Sockets(
      { appToken, logger: quietLogger(log), installerOptions, processEventErrorHandler },
      log,
    );
    return this.#sockets;
  }

  async #listen(app: ListeningApp): Promise<void> {
    const { mode, http } = this.#options;
    if (mode === 'http') await app.start({ port: http.port, host: http.address });
    else await app.start();
  }

  async #whoAmI(): Promise<webApi.AuthTestResponse> {
    try {
      return await this.#sender.ask('auth.test (SLACK_BOT_TOKEN)', (slack) => slack.auth.test(), true);
    } catch (error) {
      throw withMend(error);
    }
  }

  async #reactions(channel: string, message: string): Promise<readonly Shown[]> {
    const get = (slack: webApi.WebClient) => slack.reactions.get({ channel, timestamp: message, full: true });
    const { message: found } = await this.#sender.ask('reactions.get', get);
    return found?.reactions ?? [];
  }

  async #profile(id: string): Promise<Profile> {
    const { user } = await this.#sender.ask('users.info', (slack) => slack.users.info({ user: id }));
    if (user?.id === undefined || user.team_id === undefined) throw new Error(`Slack knows nobody called ${id}`);
    return { ...user, id: user.id, team_id: user.team_id };
  }
}
