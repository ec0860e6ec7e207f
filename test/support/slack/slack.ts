import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Acknowledged, Delivery, type DeliverySettings, type Parcel } from './delivery.ts';
import { Events } from './events.ts';
import { refusedPayload, type Sent } from './payload.ts';
import { Person } from './person.ts';
import { Meter, type Rates, unlimited } from './rate.ts';
import { viewMethods } from './views.ts';
import { type Answer, type Args, answer, type Backstage, methods, neededOf } from './web-api.ts';
import { type Organisation, type SlackChannel, type SlackMessage, type SlackUser, Workspace } from './workspace.ts';

export interface SlackSettings extends Partial<DeliverySettings> {
  readonly port?: number;
  readonly rates?: Rates;
  /** Scopes of the bot's token; the manifest's when left out. */
  readonly scopes?: readonly string[];
  /** Answers do not say the token's scopes, as where a proxy takes that header away. */
  readonly withoutScopes?: boolean;
  /** The app is installed in an organisation, with the organisation's token. */
  readonly organisation?: Organisation;
  /** Answers what is no call of Slack's, for a page beside it. */
  readonly page?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** What happens to a call instead of what should. */
export interface Fault {
  readonly method: string;
  readonly channel?: string;
  /** Only calls with this token. */
  readonly token?: string;
  /** Of HTTP; 200 when left out. */
  readonly status?: number;
  readonly retryAfter?: number;
  /** Slack's word for why it refuses: https://docs.slack.dev/reference/methods has each method's. */
  readonly error?: string;
  /** What is answered instead of JSON. */
  readonly body?: string;
  /** How many calls it happens to. */
  times: number;
}

/** The two tokens of an installed app. */
export interface Tokens {
  readonly bot: string;
  readonly app: string;
}

export const allScopes = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'mpim:history',
  'reactions:read',
  'users:read',
] as const;

/**
 * A Slack on loopback (README.md says what is taken for granted of the real one): its Web API, Socket Mode, events by HTTP, redelivery, rate and size limits, and people who speak there.
 * What it does not know it refuses as `unknown_method`, so that a test notices.
 */
export class Slack {
  readonly workspace: Workspace;
  readonly tokens = { bot: 'xoxb-1-double', app: 'xapp-1-double', signingSecret: 'double-signing-secret' } as const;
  readonly delivery: Delivery;
  readonly events: Events;
  readonly faults: Fault[] = [];
  /** Tokens by what they are; each names the app's one bot. */
  readonly #tokens = new Map<string, 'bot' | 'app'>();
  /** Slack's word for why it does not take a token any more. */
  readonly #refused = new Map<string, string>();
  /** Every call that came, refused ones too. */
  readonly calls: { readonly method: string; readonly args: Args; readonly status: number }[] = [];
  /** Answers of response_url, by its id. */
  readonly responses = new Map<string, Answer[]>();
  /** What the app sent that breaks Slack's documented limits: closing says it, so that no test passes with some. */
  readonly broken: string[] = [];
  /** Told of each message the app posts, at once. */
  onPost: (message: SlackMessage) => void = () => undefined;
  /** No response_url is good any more, as after half an hour. */
  expired = false;
  /** Seconds this Slack's clock is ahead. */
  clock = 0;
  readonly #settings: SlackSettings;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #sockets = new WebSocketServer({ noServer: true });
  /** Addresses for sockets, with the token each was asked for with. */
  readonly #tickets = new Map<string, string>();
  readonly #opened = new Map<WebSocket, string>();
  readonly #meter = new Meter();
  readonly #uploads: Backstage['uploads'] = new Map();
  #pinging: NodeJS.Timeout | undefined;

  constructor(settings: SlackSettings) {
    this.#settings = settings;
    this.workspace = new Workspace(settings.organisation);
    this.delivery = new Delivery({
      ackWithin: 3000,
      retries: [0, 60_000, 300_000],
      signingSecret: this.tokens.signingSecret,
      ...settings,
    });
    this.events = new Events(this.workspace, (parcel) => this.delivery.bring(parcel));
  }

  /** http://127.0.0.1:port */
  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get apiUrl(): string {
    return `${this.origin}/api/`;
  }

  async listen(): Promise<void> {
    this.#server.on('upgrade', (request, socket, head) => {
      const ticket = new URL(request.url ?? '', 'http://x').searchParams.get('ticket') ?? '';
      const token = this.#tickets.get(ticket);
      if (token === undefined || !this.#tickets.delete(ticket)) return void socket.destroy();
      this.#sockets.handleUpgrade(request, socket, head, (ws) => {
        this.#opened.set(ws, token);
        ws.on('close', () => this.#opened.delete(ws));
        this.delivery.add(ws);
        const info = { app_id: this.workspace.app };
        ws.send(
          JSON.stringify({ type: 'hello', num_connections: this.delivery.sockets.length, connection_info: info }),
        );
      });
    });
    // The client gives up a socket 30 s after the last ping, and expects answers to its own, which ws gives.
    this.#pinging = setInterval(() => {
      for (const socket of this.delivery.sockets) socket.ping();
    }, 5000);
    this.#pinging.unref();
    await new Promise<void>((resolve) => this.#server.listen(this.#settings.port ?? 0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    clearInterval(this.#pinging);
    this.delivery.stop();
    this.#sockets.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    if (this.broken.length > 0) throw new Error(`Slack's limits were broken:\n${this.broken.join('\n')}`);
  }

  /** Slack's word for why it refuses what the app sent; it is remembered. */
  #refusedPayload(to: string, sent: Sent): string | undefined {
    const refused = refusedPayload(to, sent);
    if (refused) this.broken.push(`${to}: ${refused.error}: ${refused.why}: ${JSON.stringify(sent)}`);
    return refused?.error;
  }

  /** Somebody to speak as. */
  person(name: string, given: Partial<SlackUser> = {}): Person {
    return new Person(this.workspace.addUser({ name, ...given }), this);
  }

  /** A channel with farmhand and these people in it. */
  channel(
    name: string,
    people: readonly Person[],
    { without = false, type = 'channel' as SlackChannel['type'], team = this.workspace.team } = {},
  ): SlackChannel {
    const own = without ? [] : [this.workspace.bot.id];
    return this.workspace.addChannel(name, type, [...own, ...people.map(({ id }) => id)], team);
  }

  /** More tokens of the same app: of another process that should not share the first one's. */
  issue(name: string): Tokens {
    const tokens = { bot: `xoxb-${name}-double`, app: `xapp-${name}-double` };
    this.#tokens.set(tokens.bot, 'bot').set(tokens.app, 'app');
    return tokens;
  }

  /** Takes a token no more, for whatever is asked with it; sockets opened with it are closed. `token_revoked`, `invalid_auth`, … */
  refuse(token: string, error: string): void {
    this.#refused.set(token, error);
    for (const [socket, of] of this.#opened) {
      if (of !== token) continue;
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'link_disabled', debug_info: {} }));
      socket.close();
    }
  }

  /** Takes it again. */
  accept(token: string): void {
    this.#refused.delete(token);
  }

  /** Asks the app to take another socket, as Slack does every few hours, and closes the old one. */
  refresh(index = 0, reason = 'refresh_requested'): void {
    this.delivery.sockets[index]?.send(JSON.stringify({ type: 'disconnect', reason, debug_info: {} }));
  }

  /** Cuts every socket, without a word. */
  cut(): void {
    for (const socket of [...this.delivery.sockets]) socket.terminate();
  }

  async bring(parcel: Parcel): Promise<Acknowledged> {
    const acknowledged = await this.delivery.bring(parcel);
    const { payload } = acknowledged ?? {};
    if (typeof payload === 'object' && payload !== null) this.#refusedPayload('ack', payload);
    return acknowledged;
  }

  /** An address to answer at, and what is answered there. */
  responseUrl(): string {
    const id = randomUUID();
    this.responses.set(id, []);
    return `${this.origin}/response/${id}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const [, kind, name = ''] = pathname.split('/');
    response.setHeader('Date', new Date(Date.now() + this.clock * 1000).toUTCString());
    if (kind !== 'api' && kind !== 'upload' && kind !== 'response') {
      if (this.#settings.page) return this.#settings.page(request, response);
      return void response.writeHead(404).end();
    }
    const body = await bytes(request);
    if (kind === 'upload') return this.#upload(name, request, body, response);
    if (kind === 'response') return this.#respond(name, body, response);
    return this.#call(name, request, body, response);
  }

  #call(name: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const args = Object.fromEntries(new URLSearchParams(body.toString()));
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? args.token ?? '';
    const fault = this.faults.find(
      (one) =>
        one.method === name &&
        one.times > 0 &&
        (one.channel ?? args.channel) === args.channel &&
        (one.token ?? token) === token,
    );
    if (fault) fault.times -= 1;
    const wait = fault?.retryAfter ?? (fault ? 0 : this.#wait(name, args));
    const status = fault?.status ?? (wait > 0 ? 429 : 200);
    this.calls.push({ method: name, args, status });
    if (status === 429) response.setHeader('Retry-After', String(wait));
    if (fault?.body !== undefined) {
      return void response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(fault.body);
    }
    if (status !== 200)
      return void response.writeHead(status).end(status === 429 ? '{"ok":false,"error":"ratelimited"}' : 'broken');
    const scopes = this.#kind(token) === 'app' ? ['connections:write'] : (this.#settings.scopes ?? allScopes);
    if (!this.#settings.withoutScopes) response.setHeader('X-OAuth-Scopes', scopes.join(','));
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    const given = fault?.error === undefined ? undefined : { ok: false, error: fault.error };
    response.end(JSON.stringify(given ?? this.#answer(name, args, token, scopes)));
  }

  #kind(token: string): 'bot' | 'app' | undefined {
    const { bot, app } = this.tokens;
    return token === bot ? 'bot' : token === app ? 'app' : this.#tokens.get(token);
  }

  #answer(name: string, args: Args, token: string, scopes: readonly string[]): Answer {
    const method = methods[name] ?? viewMethods[name];
    if (!method) return { ok: false, error: 'unknown_method' };
    const kind = this.#kind(token);
    const refused = this.#refused.get(token);
    if (refused !== undefined) return { ok: false, error: refused };
    if (!kind) return { ok: false, error: token === '' ? 'not_authed' : 'invalid_auth' };
    if (kind !== method.token) return { ok: false, error: 'not_allowed_token_type' };
    const needed = neededOf(method, args, this.workspace);
    if (needed.length > 0 && !needed.some((scope) => scopes.includes(scope)))
      return { ok: false, error: 'missing_scope', needed: needed[0], provided: scopes.join(',') };
    const wrong = this.#refusedPayload(name, args);
    if (wrong !== undefined) return { ok: false, error: wrong };
    return answer(method, args, {
      workspace: this.workspace,
      origin: this.origin,
      uploads: this.#uploads,
      openSocket: () => this.#ticket(token),
      posted: (message) => {
        this.onPost(message);
        void this.events.posted(message);
      },
      changed: (message, before) => this.events.changed(message, before),
    });
  }

  #ticket(token: string): string {
    const ticket = randomUUID();
    this.#tickets.set(ticket, token);
    return `${this.origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${this.workspace.app}`;
  }

  #wait(name: string, { channel = '' }: Args): number {
    const rates = this.#settings.rates ?? unlimited;
    const perChannel = name === 'chat.postMessage' || name === 'chat.postEphemeral';
    return perChannel ? this.#meter.take(`post ${channel}`, rates.post) : this.#meter.take(name, rates.method);
  }

  async #upload(id: string, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const upload = this.#uploads.get(id);
    const type = request.headers['content-type'] ?? '';
    if (!upload) return void response.writeHead(404).end();
    const form = type.startsWith('multipart/')
      ? await new Response(new Uint8Array(body), { headers: { 'Content-Type': type } }).formData()
      : undefined;
    const [part] = form ? [...form.values()] : [body.toString()];
    upload.content = typeof part === 'string' ? part : ((await part?.text()) ?? '');
    response.end(`OK - ${upload.content.length}`);
  }

  #respond(id: string, body: Buffer, response: ServerResponse): void {
    const given = this.responses.get(id);
    if (!given || given.length >= 5 || this.expired) return void response.writeHead(404).end('used_url');
    const sent = JSON.parse(body.toString()) as Answer;
    const wrong = this.#refusedPayload('response_url', sent);
    if (wrong !== undefined) return void response.writeHead(400).end(wrong);
    given.push(sent);
    response.end('ok');
  }
}

/** A Slack that listens. */
export async function startSlack(settings: SlackSettings = {}): Promise<Slack> {
  const slack = new Slack(settings);
  await slack.listen();
  return slack;
}

async function bytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
