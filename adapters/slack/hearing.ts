import type { Logger } from 'pino';
import type { InboundHandler } from '../../src/bot/adapter.ts';
import type { IncomingVote } from '../../src/bot/incoming.ts';
import { inquiry, type Said } from '../../src/bot/said.ts';
import type { Json } from '../../src/journal/json.ts';
import { type AcknowledgedApprovals, reactionKey } from './acknowledged-approvals.ts';
import type { Heard } from './hear.ts';
import { missed, type Shown } from './missed.ts';
import type { People } from './people.ts';
import { voteOf } from './reactions.ts';
import { saidIn } from './said.ts';
import type { SlackSettings } from './settings.ts';

export interface HearingParts {
  readonly inbound: Pick<InboundHandler, 'vote' | 'open'>;
  readonly given: AcknowledgedApprovals;
  readonly people: Pick<People, 'speaker'>;
  readonly names: SlackSettings['reactions'];
  readonly log: Logger;
  readonly stopping: AbortSignal;
  /** The reactions a message has now. */
  reactions(channel: string, message: string): Promise<readonly Shown[]>;
}

/** What stands in the inbox, with who spoke as Slack vouches for, and the votes that were missed. */
export class Hearing {
  readonly #parts: HearingParts;

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** What was heard, as said: who spoke is asked of Slack now. Undefined: nothing is to be done. Throws when farmhand leaves before. */
  async read(heard: Json): Promise<Said | undefined> {
    const { people, stopping } = this.#parts;
    const said = this.#said(heard);
    if (!said) return undefined;
    const speaker = await people.speaker(inquiry(said).speaker.nick);
    // A person whom Slack could not be asked about counts as nobody, and would be answered as such.
    if (stopping.aborted) throw new Error('farmhand has left Slack before it knew who spoke');
    if ('message' in said) return { ...said, message: { ...said.message, speaker } };
    const { vote } = said;
    if (!isReaction(vote)) return { ...said, vote: { ...vote, speaker } };
    if (vote.withdrawn && (await this.#stillApproves(vote))) return undefined;
    await this.#note(vote);
    // As one that was missed counts, however long ago it was given, or taken back: it can be seen on the message.
    return { vote: { ...vote, speaker }, at: Date.now() };
  }

  /** Takes the votes given, and taken back, while nobody listened. */
  async catchUp(): Promise<void> {
    const { given, names, log } = this.#parts;
    const open = await this.#parts.inbound.open();
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

  /** Slack waits for no word that it arrived, but it is read as what it delivers is. */
  async #hand(heard: Heard): Promise<void> {
    const said = saidIn(heard, this.#parts.names);
    if (said && 'vote' in said) await this.#parts.inbound.vote(said.vote, async () => false);
  }

  /** An earlier version kept what it heard as it had found it in Slack's events. */
  #said(heard: Json): Said | undefined {
    const kept = heard as unknown as Said | Heard;
    return 'is' in kept ? saidIn(kept, this.#parts.names) : kept;
  }

  /** Remembers which approving reactions were handed on. */
  async #note({ where: { channel }, message, speaker: { nick }, vote, withdrawn }: IncomingVote): Promise<void> {
    if (vote !== 'approve') return;
    const { given } = this.#parts;
    const key = reactionKey(channel, message, nick);
    await (withdrawn ? given.drop([key]) : given.add(key));
  }

  /** One who put both ✅ and 👍 on a plan and takes one away has not withdrawn. */
  async #stillApproves({ where: { channel }, message, speaker: { nick } }: IncomingVote): Promise<boolean> {
    const { names, reactions } = this.#parts;
    const shown = await reactions(channel, message);
    return shown.some(({ name = '', users = [] }) => users.includes(nick) && voteOf(name, names) === 'approve');
  }
}

/** A button says which run it is for. */
function isReaction({ run }: IncomingVote): boolean {
  return run === undefined;
}
