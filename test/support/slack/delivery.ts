import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'ws';

/** Something for the app, as Slack wraps it. */
export interface Parcel {
  readonly type: 'events_api' | 'interactive' | 'slash_commands';
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface DeliverySettings {
  /** Milliseconds the app has to acknowledge. */
  readonly ackWithin: number;
  /** Milliseconds before each further try of an event. */
  readonly retries: readonly number[];
  readonly signingSecret: string;
}

/** What the app answered when it acknowledged; `undefined` when it never did. */
export type Acknowledged = { readonly payload: unknown } | undefined;

/**
 * Brings events to the app: over one of its sockets, or by HTTP. Tries an event again when it is not acknowledged in time, as
 * https://docs.slack.dev/apis/events-api#retries says: at once, after a minute, after five. Commands and clicks are tried once.
 */
export class Delivery {
  readonly #settings: DeliverySettings;
  readonly #sockets: WebSocket[] = [];
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  readonly #stopping = new AbortController();
  /** Where events go by HTTP; undefined: over sockets. */
  url: string | undefined;
  /** Every try, for tests that count them. */
  readonly tries: { readonly event: string; readonly attempt: number; acknowledged: boolean }[] = [];
  /** Told what is brought over, before it is; for tests that break something at that instant. */
  onTry: (parcel: Parcel, attempt: number) => void = () => undefined;
  /** Each try goes over every socket at once, in the same envelope: what the app may see when Slack is not sure that one lives. */
  everywhere = false;
  #turn = 0;

  constructor(settings: DeliverySettings) {
    this.#settings = settings;
  }

  get sockets(): readonly WebSocket[] {
    return this.#sockets;
  }

  add(socket: WebSocket): void {
    // Each envelope under way listens for its end.
    socket.setMaxListeners(0);
    this.#sockets.push(socket);
    socket.on('message', (data) => {
      const { envelope_id: id, payload } = JSON.parse(String(data)) as { envelope_id?: string; payload?: unknown };
      if (id !== undefined) this.#waiting.get(id)?.(payload);
    });
    socket.on('close', () => void this.#sockets.splice(this.#sockets.indexOf(socket), 1));
    socket.on('error', () => socket.terminate());
  }

  /** Resolves when the app has acknowledged, or no further try is made. */
  async bring(parcel: Parcel): Promise<Acknowledged> {
    const pauses = parcel.type === 'events_api' ? [0, ...this.#settings.retries] : [0];
    for (const [attempt, wait] of pauses.entries()) {
      if (wait > 0) await pause(wait, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => undefined);
      if (this.#stopping.signal.aborted) return undefined;
      const record = { event: name(parcel), attempt, acknowledged: false };
      this.tries.push(record);
      this.onTry(parcel, attempt);
      const answer = await (this.url === undefined
        ? this.#overSocket(parcel, attempt)
        : this.#byHttp(this.url, parcel, attempt));
      record.acknowledged = answer !== undefined;
      if (answer) return answer;
    }
    return undefined;
  }

  stop(): void {
    this.#stopping.abort();
    for (const socket of [...this.#sockets]) socket.terminate();
    for (const give of this.#waiting.values()) give(undefined);
  }

  async #overSocket({ type, payload }: Parcel, attempt: number): Promise<Acknowledged> {
    const open = this.#sockets.filter((socket) => socket.readyState === socket.OPEN);
    this.#turn += 1;
    const turn = open[this.#turn % Math.max(1, open.length)];
    if (!turn) return undefined;
    const id = randomUUID();
    const envelope = {
      envelope_id: id,
      type,
      payload,
      accepts_response_payload: type !== 'events_api',
      ...(type === 'events_api' && { retry_attempt: attempt, retry_reason: attempt > 0 ? 'timeout' : '' }),
    };
    const answer = new Promise<Acknowledged>((resolve) => this.#waiting.set(id, (payload) => resolve({ payload })));
    // One that is closed acknowledges nothing any more: that is known at once, however long others may take.
    const closed = new AbortController();
    const lost = new Promise<undefined>((resolve) => {
      const close = () => resolve(undefined);
      turn.once('close', close);
      closed.signal.addEventListener('abort', () => turn.off('close', close));
    });
    for (const socket of this.everywhere ? open : [turn]) socket.send(JSON.stringify(envelope));
    const late = pause(this.#settings.ackWithin, undefined, { ref: false, signal: closed.signal }).catch(
      () => undefined,
    );
    const given = await Promise.race([answer, lost, late]);
    closed.abort();
    this.#waiting.delete(id);
    return given;
  }

  async #byHttp(url: string, { type, payload }: Parcel, attempt: number): Promise<Acknowledged> {
    const form = type === 'events_api' ? undefined : new URLSearchParams(formOf(type, payload)).toString();
    const body = form ?? JSON.stringify(payload);
    const time = String(Math.floor(Date.now() / 1000));
    const headers = {
      'Content-Type': form === undefined ? 'application/json' : 'application/x-www-form-urlencoded',
      'X-Slack-Request-Timestamp': time,
      'X-Slack-Signature': signature(this.#settings.signingSecret, time, body),
      ...(attempt > 0 && { 'X-Slack-Retry-Num': String(attempt), 'X-Slack-Retry-Reason': 'http_timeout' }),
    };
    try {
      const signal = AbortSignal.timeout(this.#settings.ackWithin);
      const response = await fetch(url, { method: 'POST', headers, body, signal });
      const text = await response.text();
      return response.ok ? { payload: text === '' ? undefined : parsed(text) } : undefined;
    } catch {
      return undefined;
    }
  }
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signature(secret: string, time: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`;
}

function formOf(type: Parcel['type'], payload: Parcel['payload']): Record<string, string> {
  if (type === 'interactive') return { payload: JSON.stringify(payload) };
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function name({ type, payload }: Parcel): string {
  const { event } = payload as { event?: { type: string; subtype?: string } };
  return event ? [event.type, event.subtype].filter(Boolean).join(' ') : type;
}
