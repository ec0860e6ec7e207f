import type { Logger } from 'pino';
import type { Ears, MaySpeak } from '../../src/bot/adapter.ts';
import type { Inbox } from '../../src/bot/inbox.ts';
import { fault } from '../../src/engine/fault.ts';
import { type Given, reactionKey } from './given.ts';
import { type Heard, keyOf } from './hear.ts';
import { missed, type Shown } from './missed.ts';
import type { People } from './people.ts';
import { voteOf } from './reactions.ts';
import { incomingOf, reactionOf } from './said.ts';
import type { SlackSettings } from './settings.ts';

export interface HearingParts {
  readonly ears: Ears;
  readonly inbox: Pick<Inbox<Heard>, 'done' | 'left'>;
  readonly given: Given;
  readonly people: Pick<People, 'speaker'>;
  readonly names: SlackSettings['reactions'];
  readonly log: Logger;
  readonly stopping: AbortSignal;
  readonly maySpeak: MaySpeak;
  /** The reactions a message has now. */
  reactions(channel: string, message: string): Promise<readonly Shown[]>;
}

type Reacted = Extract<Heard, { is: 'reaction' }>;

/** Hands what was heard to the bot: at once, and what a process left that did not come to its end, and what was missed since. */
export class Hearing {
  readonly #parts: HearingParts;

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** Deals with it, for good. `again`: it was heard before a restart, and may have been begun then. */
  async deal(heard: Heard, again = false): Promise<void> {
    const { inbox, log, stopping, maySpeak } = this.#parts;
    try {
      await this.#hand(heard, again);
      fault('after answering');
      // What farmhand did not come to while it was its turn is dealt with by the next one's.
      if (!stopping.aborted && maySpeak()) await inbox.done(keyOf(heard));
    } catch (error) {
      log.error({ err: error }, 'slack: what was heard could not be dealt with');
    }
  }

  /** What was written down and nobody deals with. */
  async resume(): Promise<void> {
    const { inbox, log } = this.#parts;
    const { left, givenUp } = await inbox.left();
    for (const { heard } of left) void this.deal(heard, true);
    for (const { heard } of givenUp) log.error({ heard }, 'slack: gave up what no process came to the end of');
  }

  /** Takes the votes given, and taken back, while nobody listened. */
  async catchUp(): Promise<void> {
    const { ears, given, names } = this.#parts;
    const open = await ears.open();
    for (const prompt of open) {
      const shown = await this.#parts.reactions(prompt.channel, prompt.message);
      for (const heard of missed(prompt, shown, given.keys, names)) await this.#hand(heard, false);
    }
    const current = new Set(open.map(({ channel, message }) => `${channel} ${message}`));
    await given.drop(given.keys.filter((key) => !current.has(key.split(' ').slice(0, 2).join(' '))));
  }

  async #hand(heard: Heard, again: boolean): Promise<void> {
    const { ears, people, names } = this.#parts;
    const speaker = await people.speaker(heard.user);
    const said = incomingOf(heard, speaker);
    if (said) return ears.message({ ...said, ...(again && { again }) });
    const vote = reactionOf(heard, speaker, names);
    if (!vote || (heard.is === 'reaction' && heard.removed && (await this.#stillApproves(heard)))) return;
    await ears.reaction({ ...vote, ...(again && { again }) });
    if (heard.is === 'reaction') await this.#note(heard);
  }

  /** Remembers which approving reactions were handed on. */
  async #note({ channel, message, user, name, removed }: Reacted): Promise<void> {
    const { given, names } = this.#parts;
    if (voteOf(name, names) !== 'approve') return;
    const key = reactionKey(channel, message, user);
    await (removed ? given.drop([key]) : given.add(key));
  }

  /** One who put both ✅ and 👍 on a plan and takes one away has not withdrawn. */
  async #stillApproves({ channel, message, user }: Reacted): Promise<boolean> {
    const { names, reactions } = this.#parts;
    const shown = await reactions(channel, message);
    return shown.some(({ name = '', users = [] }) => users.includes(user) && voteOf(name, names) === 'approve');
  }
}
