import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { InboundHandler, RawEntry } from '../../src/bot/adapter.ts';
import type { Said } from '../../src/bot/said.ts';
import type { Json } from '../../src/journal/json.ts';
import { type AcknowledgedApprovals, reactionKey } from './acknowledged-approvals.ts';
import { type Heard, keyOf } from './hear.ts';
import { missed, type Shown } from './missed.ts';
import type { People } from './people.ts';
import { voteOf } from './reactions.ts';
import { incomingOf, incomingVoteOf } from './said.ts';
import type { SlackSettings } from './settings.ts';

export interface HearingParts {
  readonly inbound: Pick<InboundHandler, 'take' | 'open'>;
  readonly given: AcknowledgedApprovals;
  readonly people: Pick<People, 'speaker'>;
  readonly names: SlackSettings['reactions'];
  readonly log: Logger;
  readonly stopping: AbortSignal;
  /** The reactions a message has now. */
  reactions(channel: string, message: string): Promise<readonly Shown[]>;
}

type Reacted = Extract<Heard, { is: 'reaction' }>;

/** What Slack delivers, as the bot takes it: at once, later by another process, and what was missed since. */
export class Hearing {
  readonly #parts: HearingParts;

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** What was heard, as said: who spoke is asked of Slack now. Undefined: nothing is to be done. Throws when farmhand leaves before. */
  async read(heard: Heard): Promise<Said | undefined> {
    const { people, names, stopping } = this.#parts;
    const speaker = await people.speaker(heard.user);
    // Whoever could not be asked about is nobody, and would be answered as such.
    if (stopping.aborted) throw new Error('farmhand has left Slack before it knew who spoke');
    const message = incomingOf(heard, speaker);
    if (message) return { message };
    const vote = incomingVoteOf(heard, speaker, names);
    if (!vote || (heard.is === 'reaction' && heard.removed && (await this.#stillApproves(heard)))) return undefined;
    if (heard.is === 'reaction') await this.#note(heard);
    return { vote };
  }

  /** Takes the votes given, and taken back, while nobody listened. */
  async catchUp(): Promise<void> {
    const { inbound, given, names, log } = this.#parts;
    const open = await inbound.open();
    for (const prompt of open) {
      try {
        const shown = await this.#parts.reactions(prompt.channel, prompt.message);
        for (const heard of missed(prompt, shown, given.keys, names)) await this.#hand(heard);
      } catch (error) {
        // A message that is gone must not keep the votes on others from counting.
        const why = (error as Error).message;
        log.warn(`slack: reactions on ${prompt.message} in ${prompt.channel} given while away are not known: ${why}`);
      }
    }
    const current = new Set(open.map(({ channel, message }) => `${channel} ${message}`));
    await given.drop(given.keys.filter((key) => !current.has(key.split(' ').slice(0, 2).join(' '))));
  }

  /** It may have been missed before, and taken back since: each time it is another. */
  async #hand(heard: Reacted): Promise<void> {
    const deal = await this.#parts.inbound.take({ ...entryOf(heard), key: `${keyOf(heard)} ${randomUUID()}` });
    await deal?.();
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

/** What is heard, to be written down. */
export function entryOf(heard: Heard): RawEntry {
  const { is } = heard;
  const asks = is === 'message' || is === 'command';
  return { key: keyOf(heard), heard: heard as unknown as Json, is: asks ? 'message' : 'vote' };
}
