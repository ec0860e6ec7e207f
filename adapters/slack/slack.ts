import { HTTPReceiver, type Receiver, webApi } from '@slack/bolt';
import type { Adapter, InboundHandler, Reply, Trouble } from '../../src/bot/adapter.ts';
import type { AdapterParts } from '../../src/bot/adapter-folder.ts';
import { calledByPlan, calledIn } from '../../src/bot/calls.ts';
import type { Incoming, Where } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import type { Said } from '../../src/bot/said.ts';
import { Unsayable } from '../../src/bot/unsayable.ts';
import type { Json } from '../../src/journal/json.ts';
import { AcknowledgedApprovals } from './acknowledged-approvals.ts';
import { answered, fitting } from './answer.ts';
import { ListeningApp } from './app.ts';
import { SlackRefused } from './call.ts';
import { Hearing } from './hearing.ts';
import { Homes } from './homes.ts';
import { installationOf } from './installation.ts';
import { boltLogger, quietLogger } from './logger.ts';
import { MessageSender } from './message-sender.ts';
import type { Shown } from './missed.ts';
import type { SlackOptions } from './options.ts';
import { whyNoAnswer } from './outside.ts';
import { People, type Profile } from './people.ts';
import { ResponseUrls } from './response-urls.ts';
import { Runs } from './runs.ts';
import { callsIn, prefixIn } from './settings.ts';
import { Sockets } from './sockets.ts';
import type { Spot } from './spot.ts';
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

  async reply(to: Incoming, reply: Reply): Promise<void> {
    const { where, speaker, quiet, id, redelivered = false } = to;
    const { unsure = false } = reply;
    const spot = { channel: where.channel, ...(where.thread !== undefined && { thread: where.thread }) };
    const { file, ...content } = answered(reply, where.private ? undefined : speaker.nick);
    const mark = id === undefined ? {} : { mark: `answer:${id.replaceAll(' ', ':')}` };
    try {
      // One who has gone away meanwhile would not see what is shown to them alone, so after a restart all see it.
      const personal = reply.tone === 'refusal' || reply.personal === true;
      if (!where.private && (quiet || (personal && !redelivered))) return await this.#privately(to, spot, reply);
      await this.#sender.post(spot, content, { maybePosted: redelivered, unsure, ...mark });
      if (file !== undefined) await this.#sender.file(spot, 'answer.txt', file);
    } catch (error) {
      if (where.private || !(error instanceof SlackRefused || error instanceof Unsayable)) throw error;
      this.#parts.log.error(`slack: ${error.message}; said to ${speaker.nick} alone`);
      await this.#alone(speaker.nick, reply, error, mark);
    }
  }

  /** An answer that others need not read: so channels stay quiet. */
  async #privately(to: Incoming, spot: Spot, reply: Reply): Promise<void> {
    const { file: _, ...content } = answered(reply, undefined);
    const url = this.#urls.take(to);
    if (url !== undefined) {
      try {
        return await this.#sender.respond(spot, url, content);
      } catch (error) {
        this.#parts.log.info(`slack: ${(error as Error).message}; said in another way`);
      }
    }
    await this.#sender.whisper(spot, to.speaker.nick, content);
  }

  async whisper(nick: string, lines: readonly string[]): Promise<void> {
    // In the direct messages between that person and farmhand, which Slack opens.
    await this.#sender.post({ channel: nick }, answered({ tone: 'answer', lines }, undefined));
  }

  /** An answer that could not be given where it was asked for. */
  async #alone(nick: string, reply: Reply, why: Error, mark: { readonly mark?: string }): Promise<void> {
    const spot: Spot = { channel: nick };
    const lines = [`I could not answer where you asked (${why.message}). My answer:`, ...replyText(reply)];
    const { file, ...content } = answered(
      { tone: reply.tone, lines, ...(reply.more !== undefined && { more: reply.more }) },
      undefined,
    );
    await this.#sender.post(spot, content, mark);
    if (file !== undefined)
      await this.#sender.post(spot, { text: reply.more ?? 'It is longer; ask me here.', blocks: [] });
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
