import type { IncomingVote } from '../../src/bot/incoming.ts';
import type { Said } from '../../src/bot/said.ts';
import type { Json } from '../../src/journal/json.ts';
import { voteOf } from './reactions.ts';

/** A reaction as inboxes had it before the adapter distinguished votes. */
interface OldReaction extends Omit<IncomingVote, 'vote' | 'withdrawn'> {
  readonly name: string;
  readonly removed: boolean;
}

/** What stands in the inbox of IRC, as said; undefined when it is a reaction that is no vote. */
export function read(heard: Json): Said | undefined {
  const said = heard as unknown as Said | { readonly reaction: OldReaction; readonly at: number };
  if (!('reaction' in said)) return said;
  const { reaction, ...rest } = said;
  const { name, removed, ...where } = reaction;
  const vote = voteOf(name);
  return vote && { ...rest, vote: { ...where, vote, withdrawn: removed } };
}
