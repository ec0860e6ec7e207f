import { randomUUID } from 'node:crypto';
import { fault } from '../engine/fault.ts';
import type { Prompt } from '../engine/run.ts';
import { JournalUnusable, type Taken } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Acknowledge, Adapter, InboundHandler, MaySpeak, Reply } from './adapter.ts';
import { Admission, type AdmissionParts } from './admission.ts';
import { clean } from './clean.ts';
import type { Inbox, InboxEntry } from './inbox.ts';
import type { Incoming, IncomingVote } from './incoming.ts';
import { RecentKeys } from './recent-keys.ts';
import { placeKey } from './request-origin.ts';
import { Responder, type ResponderParts } from './responder.ts';
import type { RunService } from './run-service.ts';
import { asRedelivered, inquiry, type Said } from './said.ts';

/** What the bot's own parts need, and where what is heard is kept meanwhile. */
export interface BotParts extends ResponderParts, Omit<AdmissionParts, 'deal' | 'tell'> {
  readonly farm: ResponderParts['farm'];
  readonly runService: RunService;
  readonly adapter: Pick<Adapter, 'platform' | 'identify' | 'alone' | 'read' | 'reply' | 'fits'>;
  /** Where what is heard is kept until it is dealt with; absent where nobody would deal with it later. */
  readonly inbox?: Inbox<unknown>;
  /** Whether it is sure that this process may speak here; absent where that is not asked. */
  readonly maySpeak?: MaySpeak;
  /** Aborted when this process speaks here no more: what it did not come to is left to the next. */
  readonly leaving?: AbortSignal;
}

/** What is said of a command that ended, so it seems, every process that dealt with it. */
const tooOften =
  'I was restarted several times while I dealt with that, and leave it now; !runs shows whether anything was begun.';

/** What farmhand hears on one platform: written down, acknowledged, dealt with in its turn, and then done; or given up. */
export class Bot implements InboundHandler {
  readonly #parts: BotParts;
  /** Keys of messages, so that one a network delivers again is not acted on again. */
  readonly #recent = new RecentKeys();
  /** Keys of what could not be written down, as far as is known: the person gets one message about it, and nothing else is done. */
  readonly #unkept = new RecentKeys();
  readonly #admission: Admission;
  readonly #responder: Responder;

  constructor(parts: BotParts) {
    this.#parts = parts;
    this.#responder = new Responder(parts);
    this.#admission = new Admission({
      ...parts,
      deal: (said) => this.#responder.respond(said),
      tell: (said, reply) => this.#responder.tell(said, reply),
    });
  }

  message(message: Incoming, ack?: Acknowledge): Promise<void> {
    const entry = entryOf(message);
    if (ack) return this.#acknowledged(entry, ack);
    if (message.id !== undefined && this.#recent.isKnown(entry.key)) return Promise.resolve();
    return this.#listen(entry);
  }

  vote(vote: IncomingVote, ack?: Acknowledge): Promise<void> {
    const entry = entryOfVote(vote);
    return ack ? this.#acknowledged(entry, ack) : this.#listen(entry);
  }

  ask(message: Incoming): Promise<Reply> {
    return this.#responder.ask(message);
  }

  /** Only writes down what is heard, for the next process; undefined where nobody would find it. */
  get later(): Pick<InboundHandler, 'message' | 'vote'> | undefined {
    const { inbox } = this.#parts;
    const keep = async ({ key, heard }: InboxEntry<Said>, ack: Acknowledge | undefined) => {
      const taken = ack || this.#admission.isListed(heard) ? await inbox?.take(key, heard) : undefined;
      await taken?.onDisk;
      await ack?.();
    };
    return (
      inbox && {
        message: (message, ack) => keep(entryOf(message), ack),
        vote: (vote, ack) => keep(entryOfVote(vote), ack),
      }
    );
  }

  /** Deals with what was heard before, by a process that did not come to its end. */
  async resume(): Promise<void> {
    const { inbox, log } = this.#parts;
    if (!inbox) return;
    const { left, givenUp } = await inbox.left();
    // The journal may contain a message that was reported as not written: the person may have sent it again.
    for (const { key, heard } of left)
      void (this.#unkept.has(key) ? this.#done(key) : this.#unpack(key, heard, asRedelivered));
    for (const { heard } of givenUp)
      this.#giveUp(heard).catch((error) => log('gave up what no process came to the end of, and told nobody', error));
  }

  /** Leaves what was not dealt with to the next process, in good order. Only while no other process may speak here. */
  async leave(): Promise<void> {
    await this.#parts.inbox?.leave();
  }

  async open(): Promise<readonly Prompt[]> {
    const { runService, adapter } = this.#parts;
    const waiting = (await runService.unsettled()).filter(({ state }) => state === 'waiting');
    return waiting.flatMap(({ prompts }) => prompts.filter(({ platform }) => platform === adapter.platform));
  }

  /**
   * Of a network that waits to know that it arrived: nothing is asked about it before it is written down, and it is acknowledged when the disk
   * has it, for which an answer does not wait.
   */
  async #acknowledged({ key, heard }: InboxEntry<Said>, ack: Acknowledge): Promise<void> {
    if (this.#unkept.has(key)) return void (await ack());
    let taken: Taken | undefined;
    try {
      taken = await this.#take(key, heard);
    } catch (error) {
      if (!(error instanceof JournalUnusable)) throw error;
      return this.#sayUnkept(key, heard, ack, error);
    }
    if (!taken) return void (await ack());
    fault('after noting what was heard');
    const acknowledged = taken.onDisk.then(() => ack());
    if (ack.first?.()) await acknowledged;
    await Promise.all([acknowledged, this.#unpack(key, heard)]);
  }

  /** Undefined: it is known already. */
  async #take(key: string, heard: Said): Promise<Taken | undefined> {
    const { inbox } = this.#parts;
    if (inbox) return inbox.take(key, heard);
    return this.#recent.isKnown(key) ? undefined : { onDisk: Promise.resolve() };
  }

  async #sayUnkept(key: string, heard: Said, ack: Acknowledge, error: JournalUnusable): Promise<void> {
    const again = this.#unkept.isKnown(key);
    const reply = this.#responder.failed(heard, error);
    const isShown = await ack(reply);
    if (!isShown && !again) await this.#responder.tell(heard, reply);
  }

  /** Deals with what was written down, for good. */
  async #unpack(key: string, heard: unknown, as = (said: Said) => said): Promise<void> {
    const { inbox, leaving, log } = this.#parts;
    try {
      const read = await this.#read(heard);
      const said = read && as(read);
      const leftOut = said ? this.#admission.leftOut(said) : Promise.resolve();
      if (!said || leftOut) {
        await leftOut;
        return leaving?.aborted ? undefined : void (await inbox?.done(key));
      }
      await this.#admission.inTurn(said, (acted) => this.#finish(key, said, acted));
    } catch (error) {
      log('what was heard could not be dealt with; it is kept', error);
    }
  }

  /** Says that it is not dealt with any more. */
  async #giveUp(heard: unknown): Promise<void> {
    const read = await this.#read(heard);
    if (!read) return;
    const said = asRedelivered(read);
    const { text, speaker } = inquiry(said);
    this.#parts.log(`gave up "${clean(text)}" of ${clean(speaker.nick)}: no process came to its end`);
    await this.#responder.tell(said, { tone: 'error', lines: [tooOften] });
  }

  async #read(heard: unknown): Promise<Said | undefined> {
    const { adapter } = this.#parts;
    return adapter.read ? adapter.read(heard as Json) : (heard as Said);
  }

  #listen({ key, heard }: InboxEntry<Said>): Promise<void> {
    const { inbox, maySpeak } = this.#parts;
    const leftOut = this.#admission.leftOut(heard);
    if (leftOut) return leftOut;
    if (inbox && maySpeak?.() && this.#admission.onlyAsks(heard)) return this.#answerFirst(inbox, key, heard);
    const noting = inbox && written(inbox.take(key, heard));
    return this.#admission.inTurn(heard, async (acted) => {
      const noted = await noting;
      if (!noted) return void (await this.#responder.respond(heard, acted));
      if ('error' in noted) {
        this.#unkept.isKnown(key);
        return this.#responder.tell(heard, this.#responder.failed(heard, noted.error));
      }
      if (!noted.taken) return;
      fault('after noting what was heard');
      // Whatever a command writes about a run is on the disk no sooner than this is.
      noted.taken.onDisk.catch((error) => this.#parts.log('what was heard may be lost in a power cut', error));
      await this.#finish(key, heard, acted);
    });
  }

  /**
   * A question has no effect that must not be had twice. So it is answered at once where no wait is needed for that; where one is, it is
   * written down meanwhile.
   */
  #answerFirst(inbox: Inbox<unknown>, key: string, heard: Said): Promise<void> {
    const { log } = this.#parts;
    const noting = written(nextTurn().then(() => inbox.take(key, heard)));
    const noted = noting.then((note) => {
      fault('after noting what was heard');
      if ('error' in note) log('a question was not written down, and is answered all the same', note.error);
      else note.taken?.onDisk.catch((error) => log('what was heard may be lost in a power cut', error));
    });
    return this.#admission.inTurn(heard, (acted) => this.#finish(key, heard, acted, noted));
  }

  /** `noted`: resolves when it was tried to write it down. */
  async #finish(key: string, said: Said, acted: () => void, noted?: Promise<void>): Promise<void> {
    const { leaving } = this.#parts;
    const dealt = await this.#responder.respond(said, acted);
    await noted;
    fault('after answering');
    if (!dealt || leaving?.aborted) return;
    await this.#done(key);
  }

  async #done(key: string): Promise<void> {
    const { inbox, log } = this.#parts;
    await inbox?.done(key).catch((error) => log('what was dealt with may be dealt with again', error));
  }
}

function written(
  noting: Promise<Taken | undefined>,
): Promise<{ readonly taken: Taken | undefined } | { readonly error: unknown }> {
  return noting.then(
    (taken) => ({ taken }),
    (error: unknown) => ({ error }),
  );
}

/** A message under its id; one is made where the network gives none. */
function entryOf(message: Incoming): InboxEntry<Said> {
  const { where, id = randomUUID() } = message;
  return { key: `${placeKey(where)} ${id}`, heard: { message: { ...message, id }, at: Date.now() } };
}

function entryOfVote(vote: IncomingVote): InboxEntry<Said> {
  const { where, id = randomUUID() } = vote;
  return { key: `${placeKey(where)} ${id}`, heard: { vote, at: Date.now() } };
}

/** As setImmediate of node:timers/promises, which checks first what it was given: an answer waits for that. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
