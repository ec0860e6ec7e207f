import type { Tags } from 'irc-framework';
import type { IncomingVote } from '../../src/bot/incoming.ts';
import { plain } from './clean.ts';

/** A vote in a reaction, or in one taken away, and the message it is on. */
export type Reacted = Pick<IncomingVote, 'message' | 'vote' | 'withdrawn'>;

/** Reactions that are votes: the emoji itself, and its name as IRC clients and bridges write it. */
const approving = new Set(['✅', '✔', '👍', '+1', 'thumbsup', 'white_check_mark', 'approve']);
const denying = new Set(['❌', '✖', '👎', '-1', 'thumbsdown', 'x', 'deny']);

/** The vote in the tags of a TAGMSG (https://ircv3.net/specs/client-tags/react); undefined when there is none. */
export function reactionIn(tags: Tags): Reacted | undefined {
  const message = tags['+draft/reply'] ?? tags['+reply'];
  const added = tags['+draft/react'];
  const vote = voteOf(added ?? tags['+draft/unreact'] ?? '');
  return message && vote ? { message, vote, withdrawn: added === undefined } : undefined;
}

/** What a reaction on a plan means, whatever its skin tone; undefined when it is no vote. */
export function voteOf(reaction: string): Reacted['vote'] | undefined {
  const name = plain(reaction)
    .replace(/[\u{1F3FB}-\u{1F3FF}\uFE0E\uFE0F]/gu, '')
    .replace(/^:|:$/g, '')
    .replace(/::skin-tone-[2-6]$/, '')
    .toLowerCase();
  if (approving.has(name)) return 'approve';
  return denying.has(name) ? 'deny' : undefined;
}
