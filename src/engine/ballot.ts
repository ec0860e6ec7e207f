import type { RunEvent } from './events.ts';
import { NotNow } from './not-now.ts';
import { hasVoted, type RunView } from './run.ts';

/** `approve` counts for the gate, `withdraw` takes one's approval back, `deny` ends the wait. */
export interface Ballot {
  readonly vote: 'approve' | 'withdraw' | 'deny';
  readonly person: string;
  /** Platform. */
  readonly from: string;
  /** Of the plan the person saw. */
  readonly hash: string;
  /** Why, in their words. */
  readonly because?: string | undefined;
  /** Whether the gate is open with these votes. */
  readonly enough: (view: RunView) => boolean;
}

/** What a ballot comes to; `message`: the one that said so. Throws NotNow where the run does not wait, or waits with another plan. */
export function eventsOfBallot(
  latest: RunView,
  { vote, person, from, hash, because, enough }: Ballot,
  message: string | undefined,
): readonly RunEvent[] {
  if (latest.state !== 'waiting')
    throw new NotNow(`run ${latest.run} does not wait for approval: it is ${latest.state}`);
  if (latest.plan.hash !== hash) throw new NotNow(`run ${latest.run} has another plan than the one approved`);
  const voted = hasVoted(latest, person);
  if (vote === 'deny') return [{ type: 'denied', person, from, hash, because, message }];
  if (vote === 'withdraw') return voted ? [{ type: 'withdrawn', person, from, hash, message }] : [];
  // The approvals given can be enough only now, when what they are counted by has changed.
  if (voted) return enough(latest) ? [{ type: 'queued' }] : [];
  const votes = [...latest.votes, { person, from, at: new Date().toISOString(), hash }];
  const approved: RunEvent = { type: 'approved', person, from, hash, because, message };
  return enough({ ...latest, votes }) ? [approved, { type: 'queued' }] : [approved];
}
