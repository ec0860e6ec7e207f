import { randomUUID } from 'node:crypto';
import type { Errand } from '../engine/errand.ts';
import { fault } from '../engine/fault.ts';
import { hasVoted, type Prompt, type RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { ReadFarm } from '../farm/read-parts.ts';
import type { FarmState } from '../farm/state.ts';
import { LeaseLost } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { Adapter, Ears, Incoming, Parcel, Reaction, Reply } from './adapter.ts';
import { askedIn, messageKey, placeKey, toldIn } from './asked.ts';
import { clean } from './clean.ts';
import type { Asking } from './command.ts';
import { excuse, mistake } from './excuse.ts';
import type { Heard, Inbox } from './inbox.ts';
import { identified, type Office } from './office.ts';
import { parse } from './parse.ts';
import { personOf, stranger } from './people.ts';
import { voteOf } from './reactions.ts';
import { Refusal } from './refusal.ts';
import type { Reports } from './reports.ts';
import { heardAgain, inquiry, type Said, turnOf } from './said.ts';
import { type Redact, redacted } from './secrets.ts';
import type { Subscriptions } from './subscriptions.ts';
import { understood } from './understand.ts';

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

/** Messages remembered, so that one a network delivers again is not done again. */
const remembered = 1000;

/** What farmhand hears on one platform: from message to answer. Whatever goes wrong is answered. */
export class Bot implements Ears {
  readonly #parts: BotParts;
  readonly #seen = new Set<string>();
  /** What one person says in one place is done in order; nobody waits for somebody else. */
  readonly #turns = new Map<string, Promise<void>>();

  constructor(parts: BotParts) {
    this.#parts = parts;
  }

  message(message: Incoming): Promise<void> {
    const { where, id } = message;
    if (id !== undefined && this.#isReplay(`${placeKey(where)} ${id}`)) return Promise.resolve();
    const { inbox } = this.#parts;
    return inbox ? this.#hear(inbox, named(message)) : this.#deal({ message });
  }

  reaction(reaction: Reaction): Promise<void> {
    const { inbox } = this.#parts;
    return inbox ? this.#hear(inbox, unnamed(reaction)) : this.#deal({ reaction });
  }

  async take({ key, heard }: Parcel): Promise<(() => Promise<void>) | undefined> {
    const { inbox } = this.#parts;
    if (inbox ? !(await inbox.take(key, heard)) : this.#isReplay(key)) return undefined;
    fault('after noting what was heard');
    return () => this.#unpack(key, heard);
  }

  /** Only writes down what is heard, for the next process; undefined where nobody would find it. */
  get later(): Pick<Ears, 'message' | 'reaction'> | undefined {
    const { inbox } = this.#parts;
    const keep = async ({ key, heard }: Heard<Said>) => void (await inbox?.take(key, heard));
    return inbox && { message: (message) => keep(named(message)), reaction: (reaction) => keep(unnamed(reaction)) };
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
    const { inbox, log } = this.#parts;
    try {
      const said = await this.#read(heard);
      if (!said) return void (await inbox?.done(key));
      await this.#inTurn(as(said), () => this.#finish(key, as(said)));
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
    await this.#answering(given, async () => ({ tone: 'error', lines: [tooOften] }));
  }

  async #read(heard: unknown): Promise<Said | undefined> {
    const { adapter } = this.#parts;
    return adapter.read ? adapter.read(heard as Json) : (heard as Said);
  }

  /** Writes it down, then deals with it. */
  async #hear(inbox: Inbox<unknown>, { key, heard }: Heard<Said>): Promise<void> {
    const noting = inbox.take(key, heard).then(
      (taken) => ({ taken }),
      (error: unknown) => ({ error }),
    );
    await this.#inTurn(heard, async () => {
      const noted = await noting;
      if ('error' in noted) return void (await this.#answering(inquiry(heard), () => Promise.reject(noted.error)));
      fault('after noting what was heard');
      if (noted.taken) await this.#finish(key, heard);
    });
  }

  async #finish(key: string, said: Said): Promise<void> {
    const { inbox, leaving, log } = this.#parts;
    const dealt = await this.#dealt(said);
    fault('after answering');
    if (!dealt || leaving?.aborted) return;
    await inbox?.done(key).catch((error) => log('what was dealt with may be dealt with again', error));
  }

  #deal(said: Said): Promise<void> {
    return this.#inTurn(said, async () => void (await this.#dealt(said)));
  }

  #dealt(said: Said): Promise<boolean> {
    return this.#answering(inquiry(said), () =>
      'message' in said ? this.#answer(said.message) : this.#vote(said.reaction),
    );
  }

  async open(): Promise<readonly Prompt[]> {
    const { office, adapter } = this.#parts;
    const waiting = (await office.unsettled()).filter(({ state }) => state === 'waiting');
    return waiting.flatMap(({ prompts }) => prompts.filter(({ platform }) => platform === adapter.platform));
  }

  async #answer(message: Incoming): Promise<Reply | undefined> {
    const { farm, office, adapter, reports, look, read, subscriptions } = this.#parts;
    const { where, speaker } = message;
    const parsed = parse(message.text);
    if (parsed.is === 'nothing') return undefined;
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
    if (command.kind === 'read') return command.answer(asking);
    const run = message.again ? await office.became(message) : undefined;
    if (run !== undefined) return this.#became(run, where);
    // The plan itself is told as news, since a reaction on it is a vote.
    const reply = command.kind === 'plan' ? undefined : await command.answer(asking);
    if (command.kind === 'plan') await desk.submit(command, asking, askedIn(message));
    await reports.catchUp(where);
    return reply;
  }

  /** What is said of a command that had its effect before a crash; nothing, where what happens to the run is told anyway. */
  async #became(run: number, where: Incoming['where']): Promise<Reply | undefined> {
    const { office, farm, reports } = this.#parts;
    const view = await office.run(String(run));
    if (!toldIn(where, view, farm.channels)) return { tone: 'answer', lines: [done(run)] };
    await reports.catchUp(where);
    return undefined;
  }

  #errand(message: Pick<Incoming, 'where' | 'id'>): Errand {
    const { lease } = this.#parts;
    const key = messageKey(message);
    return { ...(lease && { lease }), ...(key !== undefined && { message: key }) };
  }

  /** A reaction on a plan is a vote; one on anything else is nothing. */
  async #vote({ where, speaker, name, message, removed, again, run }: Reaction): Promise<undefined> {
    const vote = voteOf(name);
    if (vote === undefined || (removed && vote === 'deny')) return undefined;
    const { farm, office, adapter, reports } = this.#parts;
    const prompted = () => this.#promptedBy(where.platform, where.channel, message);
    let view = await prompted();
    if (!view) {
      // Whoever is quick votes on a plan before it is written down which message shows it.
      await reports.catchUp(where);
      view = await prompted();
    }
    if (!view) return run === undefined || again ? undefined : this.#tooLate(run);
    const person = identified({ person: personOf(farm, speaker), speaker, identify: adapter.identify });
    // Taking back a reaction that never counted, or that has had its effect, is nothing to be told about.
    const moot = view.state !== 'waiting' || !hasVoted(view, person.name);
    if (removed && moot) return undefined;
    // One that counted before a restart has had its effect, too.
    if (again && view.state !== 'waiting') return undefined;
    const ballot = { vote: removed ? 'withdraw' : vote, person, hash: view.plan.hash } as const;
    await office.on(this.#errand({ where })).vote(view.run, ballot, speaker.platform);
    await reports.catchUp(where);
    return undefined;
  }

  /** Answers whoever pressed a button that asks for nothing any more. */
  async #tooLate(run: number): Promise<never> {
    const { state } = await this.#parts.office.run(String(run));
    if (state === 'waiting') throw new Refusal(`Another message asks about run ${run} now: !plan ${run} shows it.`);
    throw new Refusal(`Run ${run} does not wait for approval any more: it is ${state}.`);
  }

  async #promptedBy(platform: string, channel: string, message: string): Promise<RunView | undefined> {
    const shows = ({ prompts }: RunView) =>
      prompts.some(
        (prompt) => prompt.platform === platform && prompt.channel === channel && prompt.message === message,
      );
    return (await this.#parts.office.unsettled()).find(shows);
  }

  /** False: it was not dealt with, since another process speaks here now, and does. */
  async #answering(message: Incoming, work: () => Promise<Reply | undefined>): Promise<boolean> {
    const { adapter, redact, log } = this.#parts;
    try {
      const reply = await work().catch((error) => this.#excuse(message, error));
      fault('before answering');
      if (reply) await adapter.reply(message, presentable(reply, redact));
    } catch (error) {
      if (error instanceof LeaseLost) return false;
      log(`could not answer ${clean(message.speaker.nick)} on ${message.where.platform}`, error);
    }
    return true;
  }

  #excuse(message: Incoming, error: unknown): Reply {
    if (error instanceof LeaseLost) throw error;
    const known = excuse(error);
    if (known) return known;
    this.#parts.log(`"${clean(message.text)}" failed`, error);
    return mistake(error);
  }

  #isReplay(key: string): boolean {
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > remembered && oldest !== undefined) this.#seen.delete(oldest);
    return false;
  }

  #inTurn(said: Said, work: () => Promise<void>): Promise<void> {
    const key = turnOf(said);
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(work);
    this.#turns.set(key, turn);
    return turn.finally(() => {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    });
  }
}

/** A message under its id; one is made where the network gives none. */
function named(message: Incoming): Heard<Said> {
  const { where, id = randomUUID() } = message;
  return { key: `${placeKey(where)} ${id}`, heard: { message: { ...message, id } } };
}

function unnamed(reaction: Reaction): Heard<Said> {
  return { key: randomUUID(), heard: { reaction } };
}

function done(run: number): string {
  return `That was done: !why ${run} says how run ${run} stands.`;
}

/** Without secrets, control characters or line breaks inside a line. */
function presentable(reply: Reply, redact: Redact): Reply {
  const lines = reply.lines.flatMap((line) => redacted(line, redact).split('\n')).map(clean);
  return { ...reply, lines };
}
