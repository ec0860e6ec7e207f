import type { Errand } from '../engine/errand.ts';
import { hasVoted, type Prompt, type RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { Adapter } from './adapter.ts';
import type { Answer } from './answers.ts';
import { errandOf } from './errand-of.ts';
import { identified } from './identified.ts';
import type { IncomingVote, Where } from './incoming.ts';
import type { Notifier } from './notifier.ts';
import { personOf } from './people.ts';
import { Refusal } from './refusal.ts';
import type { RunService } from './run-service.ts';
import { isLate, lateOrder, longAgo } from './said.ts';

export interface VoteHandlerParts {
  readonly farm: Farm;
  readonly runService: RunService;
  readonly adapter: Pick<Adapter, 'identify'>;
  readonly notifier: Pick<Notifier, 'catchUp'>;
  /** Without which nothing may be written about runs. */
  readonly lease?: NonNullable<Errand['lease']>;
}

/** Finds the run that the voted message shows, and counts the vote. */
export class VoteHandler {
  readonly #parts: VoteHandlerParts;

  constructor(parts: VoteHandlerParts) {
    this.#parts = parts;
  }

  /** What is on a plan counts; what is on any other message is nothing. */
  async count(heard: IncomingVote, at: number): Promise<Answer> {
    if (meansNothing(heard)) return {};
    const { where, speaker, vote, message, withdrawn, redelivered, run } = heard;
    const { farm, runService, adapter, notifier, lease } = this.#parts;
    const prompted = () => this.#promptedBy(where, message);
    let view = await prompted();
    if (!view) {
      // A quick person votes on a plan before it is written down which message shows it.
      await notifier.catchUp(where);
      view = await prompted();
    }
    if (!view) return run === undefined || redelivered ? {} : this.#tooLate(run);
    const person = identified({ person: personOf(farm, speaker), speaker, identify: adapter.identify });
    // Taking back a vote that never counted, or that has had its effect, needs no answer.
    const moot = view.state !== 'waiting' || !hasVoted(view, person.name);
    if (withdrawn && moot) return {};
    // One that counted before a restart has had its effect, too.
    if (redelivered && view.state !== 'waiting') return {};
    if (isLate(heard, at, lateOrder)) throw new Refusal(longAgo(at));
    const ballot = { vote: withdrawn ? 'withdraw' : vote, person, hash: view.plan.hash } as const;
    await runService.on(errandOf({ where }, lease)).vote(view.run, ballot, speaker.platform);
    return { news: true };
  }

  /** Answers a person who pressed a button that asks for nothing any more. */
  async #tooLate(run: number): Promise<never> {
    const { state } = await this.#parts.runService.run(String(run));
    if (state === 'waiting') throw new Refusal(`Another message asks about run ${run} now: !plan ${run} shows it.`);
    throw new Refusal(`Run ${run} does not wait for approval any more: it is ${state}.`);
  }

  /** In a private place that is an account's, the nick may have been another when the plan was shown. */
  async #promptedBy({ platform, channel, account }: Where, message: string): Promise<RunView | undefined> {
    const here = (prompt: Prompt) => prompt.channel === channel || account !== undefined;
    const shows = ({ prompts }: RunView) =>
      prompts.some((prompt) => prompt.platform === platform && here(prompt) && prompt.message === message);
    return (await this.#parts.runService.unsettled()).find(shows);
  }
}

/** A denial ends the wait, so there is none to take back. */
export function meansNothing({ vote, withdrawn }: IncomingVote): boolean {
  return withdrawn && vote === 'deny';
}
