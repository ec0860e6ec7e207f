import { asciiLower } from '../farm/ascii.ts';
import type { Incoming, IncomingVote, Speaker } from './incoming.ts';
import { placeKey } from './request-origin.ts';
import { duration } from './words.ts';

/** What is said, and what is voted. `at`: when it was heard, in milliseconds. */
export type Said = ({ readonly message: Incoming } | { readonly vote: IncomingVote }) & { readonly at: number };

/** What is answered: a vote as if it had been said to farmhand alone. */
export function inquiry(said: Said): Incoming {
  if ('message' in said) return said.message;
  const { where, speaker, vote, message, redelivered } = said.vote;
  return { where, speaker, text: vote, id: message, quiet: true, ...(redelivered && { redelivered }) };
}

/** As received before a crash. */
export function asRedelivered(said: Said): Said {
  return 'message' in said
    ? { ...said, message: { ...said.message, redelivered: true } }
    : { ...said, vote: { ...said.vote, redelivered: true } };
}

/** The key of a person, in all places of a platform. A nick proves nothing, but tells guests apart. */
export function speakerKey({ account, nick }: Speaker): string {
  return asciiLower(account ?? nick);
}

/** The key of a person in a place: what they say there is done in order. */
export function turnOf(said: Said): string {
  const { where, speaker } = inquiry(said);
  return `${placeKey(where)} ${speakerKey(speaker)}`;
}

/** Milliseconds after which a decision or a wish received before a restart is not acted on any more. */
export const lateOrder = 600_000;

/** Whether something heard before a restart was heard longer ago than so many milliseconds. */
export function isLate({ redelivered }: Pick<Incoming, 'redelivered'>, at: number, limit: number): boolean {
  return redelivered === true && Date.now() - at > limit;
}

/** What is said of it then. */
export function longAgo(at: number): string {
  return `That was ${duration((Date.now() - at) / 1000)} ago, before I was restarted. Say it again if it still counts.`;
}
