import type { Logger } from 'pino';
import type { MaySpeak } from '../../src/bot/adapter.ts';
import { Budget } from '../../src/bot/budget.ts';
import { notCalling } from '../../src/bot/clean.ts';
import { InFlight, type Sent } from './in-flight.ts';
import { isChannel, isTarget } from './names.ts';
import { Outbox, type Parcel } from './outbox.ts';
import { ReadMark } from './read-mark.ts';
import { parcelOf, type Saying } from './saying.ts';
import type { Session } from './session.ts';
import type { IrcSettings } from './settings.ts';
import { room, split } from './split.ts';
import { Moved, Refused } from './unsaid.ts';

/** Milliseconds between looks whether this process may speak again. */
const muted = 250;

/** Most bytes written and not yet seen to be processed: well under the smallest usual receive queue (8 KiB). */
const mostInFlight = 4096;

/** Milliseconds after which a line counts as said although the server did not show it. */
const patience = 30_000;

/** Most lines of answers to one speaker that wait for one target. */
const mostWaiting = 100;

/** Most lines for strangers that wait; milliseconds after which they are left out; and how much of a burst is never spent on them. */
const strangers = { lines: 12, longest: 20_000, kept: 4 };

/**
 * Says things over whichever session there is, within the server's flood budget. A line is said when the server shows it: by
 * echo-message, else by a PONG to a PING written after it. What was in flight when a connection ended is said again over the next.
 */
export class Output {
  readonly #outbox = new Outbox();
  readonly #inFlight = new InFlight();
  readonly #readMark = new ReadMark();
  /**
   * Every line that is written, farmhand's own and the library's (PONG, JOIN), against the server's allowance. InspIRCd's default class
   * takes 10 lines at once, then 1 a second; what comes faster fills its receive queue, and a full queue ends the connection.
   */
  readonly #budget: Budget;
  readonly #log: Logger;
  readonly #maySpeak: MaySpeak;
  /** What says something: a message or a notice. */
  readonly #command: 'PRIVMSG' | 'NOTICE';
  #session: Session | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor({ flood, notices }: Pick<IrcSettings, 'flood' | 'notices'>, log: Logger, maySpeak: MaySpeak) {
    this.#budget = new Budget(flood);
    this.#command = notices ? 'NOTICE' : 'PRIVMSG';
    this.#log = log;
    this.#maySpeak = maySpeak;
  }

  /**
   * Resolves, when all lines are said, with the ids of the messages they became (none where the server gives none), or when newer
   * progress took its place. Rejects when the server refuses it, when too much waits already, and at the stop.
   */
  say(saying: Saying): Promise<readonly string[]> {
    const { target, lane, speaker } = saying;
    return new Promise((resolve, reject) => {
      if (this.#stopped) throw new Error('farmhand has left IRC');
      if (!isTarget(target)) throw new Error(`not an IRC channel or nick: ${JSON.stringify(target)}`);
      if (lane === 'last' && this.#outbox.waiting('last') >= strangers.lines) return resolve([]);
      if (lane === 'normal' && this.#outbox.backlog(target, speaker) >= mostWaiting) {
        throw new Error(`${mostWaiting} lines wait to be said to ${target} already`);
      }
      const parcel = parcelOf(saying, { resolve, reject });
      if (!parcel) return resolve([]);
      this.#outbox.put(parcel);
      this.pump();
    });
  }

  /** The library or farmhand wrote a line. */
  wrote(): void {
    this.#budget.spent(performance.now());
  }

  /** There is a session to say things over. */
  up(session: Session): void {
    this.#session = session;
    session.client.on(this.#command === 'NOTICE' ? 'notice' : 'privmsg', (event) => {
      if (session.isMe(event.nick)) this.#echoed(session, event.target, event.message, event.tags.msgid);
    });
    session.client.on('pong', ({ message }) => {
      const read = this.#readMark.answered(message);
      if (read === undefined) return;
      this.#said(this.#inFlight.until(read));
      this.pump();
    });
    const out = (channel: string) => this.#takeBack(this.#inFlight.to((target) => session.same(target, channel)));
    session.client.on('kick', ({ kicked, channel }) => {
      // What the server did not show before the kick, it refuses after it.
      if (session.isMe(kicked)) out(channel);
    });
    session.client.on('part', ({ nick, channel }) => {
      if (session.isMe(nick)) out(channel);
    });
    session.onRefusal(({ about, reason }) => this.#refused(session, about, reason));
    this.pump();
  }

  /** What waits for the person who had that nick is not sent to the next person who has it. */
  recall(nick: string): void {
    const session = this.#session;
    if (!session) return;
    const theirs = ({ target, account }: Parcel) => account !== undefined && session.same(target, nick);
    for (const parcel of this.#outbox.recall(theirs)) {
      parcel.refused = true;
      parcel.reject(new Moved(`${nick} is somebody else now, or nobody`));
    }
  }

  /** The session has ended. */
  down(): void {
    this.#session = undefined;
    this.#readMark.forget();
    clearTimeout(this.#timer);
    this.#takeBack(this.#inFlight.all());
    for (const stale of this.#outbox.empty('progress')) stale.resolve([]);
  }

  stop(): void {
    this.#stopped = true;
    this.down();
    for (const parcel of this.#outbox.empty()) parcel.reject(new Error('farmhand left IRC before it could be said'));
  }

  /** Writes what may be written now, and sees to being called again when more may. */
  pump(): void {
    clearTimeout(this.#timer);
    const session = this.#session;
    if (!session) return;
    const now = performance.now();
    this.#said(this.#inFlight.until(now - patience));
    const late = now - strangers.longest;
    for (const old of this.#outbox.recall(({ lane, at = now }) => lane === 'last' && at < late)) old.resolve(old.ids);
    let wake = Number.POSITIVE_INFINITY;
    let more = false;
    while (this.#inFlight.bytes < mostInFlight) {
      const may = this.#maySpeak();
      if (!may && !this.#outbox.isEmpty) wake = muted;
      const open = ({ target, unsure }: Parcel) => (may || unsure) && (!isChannel(target) || session.isIn(target));
      const parcel = this.#outbox.next(open);
      if (!parcel) break;
      wake = this.#budget.wait(now, parcel.lane === 'last' ? strangers.kept : 0);
      more = wake > 0;
      if (more) break;
      this.#write(session, parcel, now);
    }
    const { oldest, bytes } = this.#inFlight;
    this.#readMark.ask(session, oldest, now, more && bytes < mostInFlight);
    if (oldest) wake = Math.min(wake, oldest.at + patience - now);
    if (wake !== Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.pump(), Math.max(1, wake));
  }

  #write(session: Session, parcel: Parcel, now: number): void {
    const [line = '', ...later] = parcel.lines;
    // Wherever a line was cut, what comes next must not call a bot.
    const [text = '', ...rest] = split(notCalling(line), room(session.mask, parcel.target));
    parcel.lines = rest.length > 0 ? [rest.join(''), ...later] : later;
    parcel.inFlight += 1;
    const command = `${this.#command} ${parcel.target} :${text}`;
    this.#inFlight.add({ parcel, text, bytes: Buffer.byteLength(command) + 2, at: now });
    this.#outbox.written(parcel);
    session.client.raw(command);
  }

  #echoed(session: Session, target: string, text: string, id: string | undefined): void {
    const dealt = this.#inFlight.echoed((other) => session.same(other, target), text);
    if (id !== undefined) dealt.at(-1)?.parcel.ids.push(id);
    this.#said(dealt);
    this.pump();
  }

  #refused(session: Session, target: string, reason: string): void {
    const sent = this.#inFlight.refused((other) => session.same(other, target));
    if (!sent) return;
    const { parcel } = sent;
    this.#log.warn(`could not say something to ${target}: ${reason}`);
    parcel.refused = true;
    this.#outbox.remove(parcel);
    parcel.reject(new Refused(target, reason));
    this.pump();
  }

  /** Lines that did not get through are said again, in their order. */
  #takeBack(lost: readonly Sent[]): void {
    for (const { parcel, text } of [...lost].reverse()) {
      parcel.inFlight -= 1;
      if (!parcel.refused) this.#outbox.putBack(parcel, text);
    }
  }

  #said(dealt: readonly Sent[]): void {
    for (const { parcel } of dealt) {
      parcel.inFlight -= 1;
      if (parcel.inFlight === 0 && parcel.lines.length === 0) parcel.resolve(parcel.ids);
    }
  }
}
