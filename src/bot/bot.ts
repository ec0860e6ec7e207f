import { randomUUID } from 'node:crypto';
import { fault } from '../engine/fault.ts';
import type { Prompt } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import { LeaseLost } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Adapter, InboundHandler, RawEntry } from './adapter.ts';
import { Admission, type AdmissionParts } from './admission.ts';
import { Answers, type AnswersParts, type Outcome } from './answers.ts';
import { clean } from './clean.ts';
import { CommandHandler, type CommandHandlerParts } from './command-handler.ts';
import type { Inbox, InboxEntry } from './inbox.ts';
import type { Incoming, IncomingVote } from './incoming.ts';
import { RecentKeys } from './recent-keys.ts';
import { placeKey } from './request-origin.ts';
import type { RunService } from './run-service.ts';
import { asRedelivered, inquiry, type Said } from './said.ts';
import { VoteHandler, type VoteHandlerParts } from './vote-handler.ts';

/** What the bot's own parts need, and where what is heard is kept meanwhile. */
export interface BotParts
  extends CommandHandlerParts,
    VoteHandlerParts,
    AnswersParts,
    Omit<AdmissionParts, 'deal' | 'tell'> {
  readonly farm: Farm;
  readonly runService: RunService;
  readonly adapter: Pick<Adapter, 'platform' | 'identify' | 'alone' | 'read' | 'reply'>;
  /** Where what is heard is kept until it is dealt with, as said or as the adapter reads it; absent where nobody would deal with it later. */
  readonly inbox?: Inbox<unknown>;
  /** Aborted when this process speaks here no more: what it did not come to is left to the next. */
  readonly leaving?: AbortSignal;
}

/** What is said of a command that ended, so it seems, every process that dealt with it. */
const tooOften =
  'I was restarted several times while I dealt with that, and leave it now; !runs shows whether anything was begun.';

/** What farmhand hears on one platform: from message to answer. Whatever goes wrong is answered. */
export class Bot implements InboundHandler {
  readonly #parts: BotParts;
  /** Keys of messages, so that one a network delivers again is not acted on again. */
  readonly #recent = new RecentKeys();
  readonly #commands: CommandHandler;
  readonly #votes: VoteHandler;
  readonly #admission: Admission;
  readonly #answers: Answers;
  constructor(parts: BotParts) {
    this.#parts = parts;
    this.#answers = new Answers(parts);
    this.#commands = new CommandHandler(parts);
    this.#votes = new VoteHandler(parts);
    this.#admission = new Admission({
      ...parts,
      deal: (said) => this.#dealt(said, () => undefined),
      tell: (said, reply) => this.#answers.tell(inquiry(said), { reply }),
    });
  }

  message(message: Incoming): Promise<void> {
    const { where, id } = message;
    if (id !== undefined && this.#recent.isKnown(`${placeKey(where)} ${id}`)) return Promise.resolve();
    return this.#listen(named(message));
  }

  vote(vote: IncomingVote): Promise<void> {
    return this.#listen(unnamed(vote));
  }

  async take({ key, heard }: RawEntry): Promise<(() => Promise<void>) | undefined> {
    const { inbox } = this.#parts;
    if (inbox ? !(await inbox.take(key, heard)) : this.#recent.isKnown(key)) return undefined;
    fault('after noting what was heard');
    return () => this.#unpack(key, heard);
  }

  /** Only writes down what is heard, for the next process; undefined where nobody would find it. */
  get later(): Pick<InboundHandler, 'message' | 'vote'> | undefined {
    const { inbox } = this.#parts;
    const keep = async ({ key, heard }: InboxEntry<Said>) => {
      if (this.#admission.isListed(heard)) await inbox?.take(key, heard);
    };
    return inbox && { message: (message) => keep(named(message)), vote: (vote) => keep(unnamed(vote)) };
  }

  /** Deals with what was heard before, by a process that did not come to its end. */
  async resume(): Promise<void> {
    const { inbox, log } = this.#parts;
    if (!inbox) return;
    const { left, givenUp } = await inbox.left();
    for (const { key, heard } of left) void this.#unpack(key, heard, asRedelivered);
    for (const { heard } of givenUp)
      this.#giveUp(heard).catch((error) => log('gave up what no process came to the end of, and told nobody', error));
  }

  /** Leaves what was not dealt with to the next process, in good order. Only while no other process may speak here. */
  async leave(): Promise<void> {
    await this.#parts.inbox?.leave();
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
    const said = await this.#read(heard);
    if (!said) return;
    const given = inquiry(asRedelivered(said));
    this.#parts.log(`gave up "${clean(given.text)}" of ${clean(given.speaker.nick)}: no process came to its end`);
    await this.#answers.tell(given, { reply: { tone: 'error', lines: [tooOften] } });
  }

  async #read(heard: unknown): Promise<Said | undefined> {
    const { adapter } = this.#parts;
    return adapter.read ? adapter.read(heard as Json) : (heard as Said);
  }

  #listen({ key, heard }: InboxEntry<Said>): Promise<void> {
    const { inbox } = this.#parts;
    const leftOut = this.#admission.leftOut(heard);
    if (leftOut) return leftOut;
    const noting = inbox ? written(inbox.take(key, heard)) : Promise.resolve({ taken: true });
    return this.#admission.inTurn(heard, async (acted) => {
      const noted = await noting;
      if ('error' in noted)
        return void (await this.#answers.tell(inquiry(heard), this.#answers.failed(inquiry(heard), noted.error)));
      if (!inbox) return void (await this.#dealt(heard, acted));
      fault('after noting what was heard');
      if (noted.taken) await this.#finish(key, heard, acted);
    });
  }

  async #finish(key: string, said: Said, acted: () => void): Promise<void> {
    const { inbox, leaving, log } = this.#parts;
    const dealt = await this.#dealt(said, acted);
    fault('after answering');
    if (!dealt || leaving?.aborted) return;
    await inbox?.done(key).catch((error) => log('what was dealt with may be dealt with again', error));
  }

  /**
   * Calls `acted` when it has had its effect, whatever is still to be said. False: it was not dealt with, since another process speaks
   * here now, and does.
   */
  async #dealt(said: Said, acted: () => void): Promise<boolean> {
    const outcome = await this.#acted(said);
    acted();
    return outcome === undefined ? false : this.#answers.tell(inquiry(said), outcome);
  }

  /** Undefined: another process speaks here now. */
  async #acted(said: Said): Promise<Outcome | undefined> {
    try {
      return 'message' in said
        ? await this.#commands.answer(said.message, said.at)
        : await this.#votes.count(said.vote, said.at);
    } catch (error) {
      return error instanceof LeaseLost ? undefined : this.#answers.failed(inquiry(said), error);
    }
  }

  async open(): Promise<readonly Prompt[]> {
    const { runService, adapter } = this.#parts;
    const waiting = (await runService.unsettled()).filter(({ state }) => state === 'waiting');
    return waiting.flatMap(({ prompts }) => prompts.filter(({ platform }) => platform === adapter.platform));
  }
}

function written(noting: Promise<boolean>): Promise<{ readonly taken: boolean } | { readonly error: unknown }> {
  return noting.then(
    (taken) => ({ taken }),
    (error: unknown) => ({ error }),
  );
}

/** A message under its id; one is made where the network gives none. */
function named(message: Incoming): InboxEntry<Said> {
  const { where, id = randomUUID() } = message;
  return { key: `${placeKey(where)} ${id}`, heard: { message: { ...message, id }, at: Date.now() } };
}

function unnamed(vote: IncomingVote): InboxEntry<Said> {
  return { key: randomUUID(), heard: { vote, at: Date.now() } };
}
