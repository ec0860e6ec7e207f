import { randomUUID } from 'node:crypto';
import type { Errand } from '../engine/errand.ts';
import { fault } from '../engine/fault.ts';
import { hasVoted, type Prompt, type RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { ReadFarm } from '../farm/read-parts.ts';
import type { FarmState } from '../farm/state.ts';
import { LeaseLost } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Adapter, Ears, Incoming, IncomingVote, Parcel, Where } from './adapter.ts';
import { Answers, type Outcome } from './answers.ts';
import { askedIn, messageKey, placeKey, toldIn } from './asked.ts';
import { Attention } from './attention.ts';
import { clean } from './clean.ts';
import type { Asking } from './command.ts';
import type { Heard, Inbox } from './inbox.ts';
import { identified, type Office } from './office.ts';
import { type Parsed, parse } from './parse.ts';
import { personOf, stranger } from './people.ts';
import { Refusal } from './refusal.ts';
import type { Reports } from './reports.ts';
import { heardAgain, inquiry, isLate, longAgo, type Said, speakerKey, turnOf } from './said.ts';
import type { Redact } from './secrets.ts';
import type { Subscriptions } from './subscriptions.ts';
import { commandNamed, understood } from './understand.ts';
import { misfit } from './usage.ts';

export interface BotParts {
  readonly farm: Farm;
  readonly office: Office;
  readonly adapter: Adapter;
  readonly reports: Pick<Reports, 'catchUp'>;
  /** Reads the whole farm. */
  readonly look: () => Promise<FarmState>;
  readonly read: ReadFarm;
  readonly subscriptions: Subscriptions;
  readonly redact: Redact;
  readonly log: (message: string, error?: unknown) => void;
  /** Where what is heard is kept until it is dealt with, as said or as the adapter reads it; absent where nobody would deal with it later. */
  readonly inbox?: Inbox<unknown>;
  /** Without which nothing that was heard may be written about runs. */
  readonly lease?: NonNullable<Errand['lease']>;
  /** Aborted when this process speaks here no more: what it did not come to is left to the next. */
  readonly leaving?: AbortSignal;
}

/** What is said of a command that ended, so it seems, every process that dealt with it. */
const tooOften =
  'I was restarted several times while I dealt with that, and leave it now; !runs shows whether anything was begun.';

/** Milliseconds after which what was heard before a restart is no order any more: a decision or a wish, and a question. */
const late = { order: 600_000, question: 60_000 };

/** What is said to a known person who asks for more than can be answered. */
const tooMuch =
  'Much of what you said waits to be answered. What you say until then I leave out; decisions about runs count.';

/** Messages remembered, so that one a network delivers again is not done again. */
const remembered = 1000;

/** What farmhand hears on one platform: from message to answer. Whatever goes wrong is answered. */
export class Bot implements Ears {
  readonly #parts: BotParts;
  readonly #seen = new Set<string>();
  readonly #attention = new Attention();
  readonly #answers: Answers;
  /** Where somebody was told that they ask for too much. */
  readonly #warned = new Set<string>();

  constructor(parts: BotParts) {
    this.#parts = parts;
    this.#answers = new Answers(parts);
  }

  message(message: Incoming): Promise<void> {
    const { where, id } = message;
    if (id !== undefined && this.#isReplay(`${placeKey(where)} ${id}`)) return Promise.resolve();
    return this.#listen(named(message));
  }

  vote(vote: IncomingVote): Promise<void> {
    return this.#listen(unnamed(vote));
  }

  async take({ key, heard }: Parcel): Promise<(() => Promise<void>) | undefined> {
    const { inbox } = this.#parts;
    if (inbox ? !(await inbox.take(key, heard)) : this.#isReplay(key)) return undefined;
    fault('after noting what was heard');
    return () => this.#unpack(key, heard);
  }

  /** Only writes down what is heard, for the next process; undefined where nobody would find it. */
  get later(): Pick<Ears, 'message' | 'vote'> | undefined {
    const { inbox } = this.#parts;
    const keep = async ({ key, heard }: Heard<Said>) => {
      if (this.#isListed(heard)) await inbox?.take(key, heard);
    };
    return inbox && { message: (message) => keep(named(message)), vote: (vote) => keep(unnamed(vote)) };
  }

  /** Deals with what was heard before, by a process that did not come to its end. */
  async resume(): Promise<void> {
    const { inbox, log } = this.#parts;
    if (!inbox) return;
    const { left, givenUp } = await inbox.left();
    for (const { key, heard } of left) void this.#unpack(key, heard, heardAgain);
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
      const leftOut = said ? this.#leftOut(said) : Promise.resolve();
      if (!said || leftOut) {
        await leftOut;
        return leaving?.aborted ? undefined : void (await inbox?.done(key));
      }
      await this.#inTurn(said, (acted) => this.#finish(key, said, acted));
    } catch (error) {
      log('what was heard could not be dealt with; it is kept', error);
    }
  }

  /** Says that it is not dealt with any more. */
  async #giveUp(heard: unknown): Promise<void> {
    const said = await this.#read(heard);
    if (!said) return;
    const given = inquiry(heardAgain(said));
    this.#parts.log(`gave up "${clean(given.text)}" of ${clean(given.speaker.nick)}: no process came to its end`);
    await this.#answers.tell(given, { reply: { tone: 'error', lines: [tooOften] } });
  }

  async #read(heard: unknown): Promise<Said | undefined> {
    const { adapter } = this.#parts;
    return adapter.read ? adapter.read(heard as Json) : (heard as Said);
  }

  /** Sees to what is not dealt with in any case: a stranger's, or too much of somebody's. Undefined: it is to be dealt with. */
  #leftOut(heard: Said): Promise<void> | undefined {
    if (!this.#isListed(heard)) return this.#guest(heard);
    if (!this.#decides(heard) && this.#attention.isFull(turnOf(heard))) return this.#warn(heard);
    this.#warned.delete(turnOf(heard));
    return undefined;
  }

  #listen({ key, heard }: Heard<Said>): Promise<void> {
    const { inbox } = this.#parts;
    const leftOut = this.#leftOut(heard);
    if (leftOut) return leftOut;
    const noting = inbox ? written(inbox.take(key, heard)) : Promise.resolve({ taken: true });
    return this.#inTurn(heard, async (acted) => {
      const noted = await noting;
      if ('error' in noted)
        return void (await this.#answers.tell(inquiry(heard), this.#answers.excused(inquiry(heard), noted.error)));
      if (!inbox) return void (await this.#dealt(heard, acted));
      fault('after noting what was heard');
      if (noted.taken) await this.#finish(key, heard, acted);
    });
  }

  /** Somebody farm.yaml lists, or the only one there: what they say is dealt with in any case. */
  #isListed(said: Said): boolean {
    const { farm, adapter } = this.#parts;
    return adapter.alone === true || personOf(farm, inquiry(said).speaker) !== null;
  }

  /** What a stranger says is not kept for another process: they decide nothing, and may ask again. */
  async #guest(said: Said): Promise<void> {
    const { speaker, again } = inquiry(said);
    if (again || saysNothing(said)) return;
    await this.#attention.stranger(speakerKey(speaker), async () => void (await this.#dealt(said, () => undefined)));
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
      return 'message' in said ? await this.#answer(said.message, said.at) : await this.#vote(said.vote, said.at);
    } catch (error) {
      return error instanceof LeaseLost ? undefined : this.#answers.excused(inquiry(said), error);
    }
  }

  async open(): Promise<readonly Prompt[]> {
    const { office, adapter } = this.#parts;
    const waiting = (await office.unsettled()).filter(({ state }) => state === 'waiting');
    return waiting.flatMap(({ prompts }) => prompts.filter(({ platform }) => platform === adapter.platform));
  }

  async #answer(message: Incoming, at?: number): Promise<Outcome> {
    const { farm, office, adapter, look, read, subscriptions } = this.#parts;
    const { where, speaker } = message;
    const parsed = parse(message.text);
    if (parsed.is === 'nothing') return {};
    if (message.aside && !isCommand(parsed, office.commands)) return {};
    if (parsed.is === 'broken') throw new Refusal(`I could not read that: ${parsed.why}.`);
    const { name, args } = parsed;
    const person = personOf(farm, speaker);
    const command = understood(office.commands, farm, {
      name,
      args,
      person,
      stranger: stranger(speaker, adapter.identify),
    });
    const desk = office.on(this.#errand(message));
    const asking: Asking = {
      person,
      speaker,
      where,
      identify: adapter.identify,
      args,
      farm,
      look,
      read,
      subscriptions,
      pending: () => office.unsettled(),
      office: desk,
    };
    if (command.kind === 'read') {
      if (isLate(message, at, late.question)) throw new Refusal(longAgo(at));
      return { reply: await command.answer(asking) };
    }
    const run = message.again ? await office.became(message) : undefined;
    if (run !== undefined) return this.#became(run, where);
    if (isLate(message, at, late.order)) throw new Refusal(longAgo(at));
    // The plan itself is told as news, since people vote on it.
    if (command.kind === 'plan') await desk.submit(command, asking, askedIn(message));
    const reply = command.kind === 'plan' ? undefined : await command.answer(asking);
    return { reply: reply && { ...reply, priority: 'first' }, news: true };
  }

  /** What is said of a command that had its effect before a crash; nothing, where what happens to the run is told anyway. */
  async #became(run: number, where: Incoming['where']): Promise<Outcome> {
    const { office, farm } = this.#parts;
    const view = await office.run(String(run));
    return toldIn(where, view, farm.channels) ? { news: true } : { reply: { tone: 'answer', lines: [done(run)] } };
  }

  #errand(message: Pick<Incoming, 'where' | 'id'>): Errand {
    const { lease } = this.#parts;
    const key = messageKey(message);
    return { ...(lease && { lease }), ...(key !== undefined && { message: key }) };
  }

  /** What is on a plan counts; what is on any other message is nothing. */
  async #vote(heard: IncomingVote, at?: number): Promise<Outcome> {
    if (meansNothing(heard)) return {};
    const { where, speaker, vote, message, withdrawn, again, run } = heard;
    const { farm, office, adapter, reports } = this.#parts;
    const prompted = () => this.#promptedBy(where, message);
    let view = await prompted();
    if (!view) {
      // Whoever is quick votes on a plan before it is written down which message shows it.
      await reports.catchUp(where);
      view = await prompted();
    }
    if (!view) return run === undefined || again ? {} : this.#tooLate(run);
    const person = identified({ person: personOf(farm, speaker), speaker, identify: adapter.identify });
    // Taking back a vote that never counted, or that has had its effect, is nothing to be told about.
    const moot = view.state !== 'waiting' || !hasVoted(view, person.name);
    if (withdrawn && moot) return {};
    // One that counted before a restart has had its effect, too.
    if (again && view.state !== 'waiting') return {};
    if (isLate(heard, at, late.order)) throw new Refusal(longAgo(at));
    const ballot = { vote: withdrawn ? 'withdraw' : vote, person, hash: view.plan.hash } as const;
    await office.on(this.#errand({ where })).vote(view.run, ballot, speaker.platform);
    return { news: true };
  }

  /** Answers whoever pressed a button that asks for nothing any more. */
  async #tooLate(run: number): Promise<never> {
    const { state } = await this.#parts.office.run(String(run));
    if (state === 'waiting') throw new Refusal(`Another message asks about run ${run} now: !plan ${run} shows it.`);
    throw new Refusal(`Run ${run} does not wait for approval any more: it is ${state}.`);
  }

  /** In a private place that is an account's, the nick may have been another when the plan was shown. */
  async #promptedBy({ platform, channel, account }: Where, message: string): Promise<RunView | undefined> {
    const here = (prompt: Prompt) => prompt.channel === channel || account !== undefined;
    const shows = ({ prompts }: RunView) =>
      prompts.some((prompt) => prompt.platform === platform && here(prompt) && prompt.message === message);
    return (await this.#parts.office.unsettled()).find(shows);
  }

  #isReplay(key: string): boolean {
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > remembered && oldest !== undefined) this.#seen.delete(oldest);
    return false;
  }

  /**
   * Questions and wishes of a person in a place are dealt with and answered one after the other; decisions after other decisions of
   * theirs alone, however much is still to be said.
   */
  async #inTurn(said: Said, work: (acted: () => void) => Promise<void>): Promise<void> {
    if (!this.#decides(said)) return this.#attention.inLine(turnOf(said), () => work(() => undefined));
    let working: Promise<void> = Promise.resolve();
    await this.#attention.inLine(decisionsOf(said), () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      working = work(resolve).finally(resolve);
      return promise;
    });
    return working;
  }

  /** So much of theirs waits in that place that this is left out; said once, until some of it is answered. */
  async #warn(said: Said): Promise<void> {
    const line = turnOf(said);
    if (this.#warned.has(line)) return;
    this.#warned.add(line);
    await this.#answers.tell(inquiry(said), { reply: { tone: 'refusal', lines: [tooMuch], priority: 'first' } });
  }

  #decides(said: Said): boolean {
    if ('vote' in said) return true;
    const parsed = parse(said.message.text);
    return parsed.is === 'command' && commandNamed(this.#parts.office.commands, parsed.name)?.kind === 'settle';
  }
}

/** One name for what somebody decides, about one message where it is a vote: that may wait until it is known which plan it shows. */
function decisionsOf(said: Said): string {
  const { speaker } = inquiry(said);
  return `decisions ${speakerKey(speaker)}${'vote' in said ? ` ${said.vote.message}` : ''}`;
}

/** Whether it can be nothing but a command: there is one of that name, and it takes as many words. */
function isCommand(parsed: Parsed, commands: Office['commands']): boolean {
  const command = parsed.is === 'command' ? commandNamed(commands, parsed.name) : undefined;
  return command !== undefined && parsed.is === 'command' && misfit(command.usage, parsed.args) === undefined;
}

/** Nobody wants an answer to it. */
function saysNothing(said: Said): boolean {
  return 'vote' in said ? meansNothing(said.vote) : parse(said.message.text).is === 'nothing';
}

/** A denial ends the wait, so there is none to take back. */
function meansNothing({ vote, withdrawn }: IncomingVote): boolean {
  return withdrawn && vote === 'deny';
}

function written(noting: Promise<boolean>): Promise<{ readonly taken: boolean } | { readonly error: unknown }> {
  return noting.then(
    (taken) => ({ taken }),
    (error: unknown) => ({ error }),
  );
}

/** A message under its id; one is made where the network gives none. */
function named(message: Incoming): Heard<Said> {
  const { where, id = randomUUID() } = message;
  return { key: `${placeKey(where)} ${id}`, heard: { message: { ...message, id }, at: Date.now() } };
}

function unnamed(vote: IncomingVote): Heard<Said> {
  return { key: randomUUID(), heard: { vote, at: Date.now() } };
}

function done(run: number): string {
  return `That was done: !why ${run} says how run ${run} stands.`;
}
