import type { Prompt, RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { ReadFarm } from '../farm/read-parts.ts';
import type { FarmState } from '../farm/state.ts';
import { HostUnreachable, OutcomeUnknown } from '../ssh/host.ts';
import type { Adapter, Ears, Incoming, Reaction, Reply } from './adapter.ts';
import { askedIn, placeKey } from './asked.ts';
import { clean } from './clean.ts';
import type { Asking, Planning } from './command.ts';
import { identified, type Office } from './office.ts';
import { parse } from './parse.ts';
import { personOf, stranger } from './people.ts';
import { voteOf } from './reactions.ts';
import { Refusal } from './refusal.ts';
import type { Reports } from './reports.ts';
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
}

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
    const { where, speaker, id } = message;
    if (id !== undefined && this.#isReplay(`${placeKey(where)} ${id}`)) return Promise.resolve();
    return this.#inTurn(`${placeKey(where)} ${speaker.account ?? speaker.nick}`, () =>
      this.#answering(message, () => this.#answer(message)),
    );
  }

  reaction(reaction: Reaction): Promise<void> {
    const { where, speaker, name, message } = reaction;
    return this.#inTurn(`${placeKey(where)} ${speaker.account ?? speaker.nick}`, () =>
      this.#answering({ where, speaker, text: name, id: message, quiet: true }, () => this.#vote(reaction)),
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
      office,
    };
    if (command.kind === 'read') return command.answer(asking);
    // The plan itself is told as news, since a reaction on it is a vote.
    const reply = command.kind === 'plan' ? await this.#submit(command, asking, message) : await command.answer(asking);
    await reports.catchUp(where);
    return reply;
  }

  async #submit(command: Planning, asking: Asking, message: Incoming): Promise<undefined> {
    const { office } = this.#parts;
    if (message.again && (await office.became(message))) return;
    await office.submit(command, asking, askedIn(message));
  }

  /** A reaction on a plan is a vote; one on anything else is nothing. */
  async #vote({ where, speaker, name, message, removed, again }: Reaction): Promise<undefined> {
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
    if (!view) return undefined;
    const person = identified({ person: personOf(farm, speaker), speaker, identify: adapter.identify });
    // Taking back a reaction that never counted, or that has had its effect, is nothing to be told about.
    const moot = view.state !== 'waiting' || !view.votes.some((given) => given.person === person.name);
    if (removed && moot) return undefined;
    // One that counted before a restart has had its effect, too.
    if (again && view.state !== 'waiting') return undefined;
    await office.vote(view.run, { vote: removed ? 'withdraw' : vote, person, hash: view.plan.hash }, speaker.platform);
    await reports.catchUp(where);
    return undefined;
  }

  async #promptedBy(platform: string, channel: string, message: string): Promise<RunView | undefined> {
    const shows = ({ prompts }: RunView) =>
      prompts.some(
        (prompt) => prompt.platform === platform && prompt.channel === channel && prompt.message === message,
      );
    return (await this.#parts.office.unsettled()).find(shows);
  }

  async #answering(message: Incoming, work: () => Promise<Reply | undefined>): Promise<void> {
    const { adapter, redact, log } = this.#parts;
    try {
      const reply = await work().catch((error) => this.#excuse(message, error));
      if (reply) await adapter.reply(message, presentable(reply, redact));
    } catch (error) {
      log(`could not answer ${clean(message.speaker.nick)} on ${message.where.platform}`, error);
    }
  }

  /** What to say about a failure. */
  #excuse(message: Incoming, error: unknown): Reply {
    if (error instanceof Refusal) return { tone: 'refusal', lines: error.lines };
    if (error instanceof HostUnreachable)
      return { tone: 'error', lines: [error.message, 'Nothing was done. Ask again once it can be reached.'] };
    if (error instanceof OutcomeUnknown)
      return { tone: 'error', lines: [error.message, 'Nothing was changed: farmhand was only looking. Ask again.'] };
    this.#parts.log(`"${clean(message.text)}" failed`, error);
    const what = error instanceof Error ? error.message : String(error);
    return {
      tone: 'error',
      lines: [
        `That went wrong, and it is a fault of farmhand's: ${what}`,
        'Its log says more; !runs shows whether anything was begun.',
      ],
    };
  }

  #isReplay(key: string): boolean {
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > remembered && oldest !== undefined) this.#seen.delete(oldest);
    return false;
  }

  #inTurn(key: string, work: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(work);
    this.#turns.set(key, turn);
    return turn.finally(() => {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    });
  }
}

/** Without secrets, control characters or line breaks inside a line. */
function presentable(reply: Reply, redact: Redact): Reply {
  const lines = reply.lines.flatMap((line) => redacted(line, redact).split('\n')).map(clean);
  return { ...reply, lines };
}
