import type { Tags } from 'irc-framework';
import { plain } from './clean.ts';

/** Which reaction was put on, or taken off, which message. */
export interface Reacted {
  readonly message: string;
  readonly name: string;
  readonly removed: boolean;
}

/** Longer than any emoji with its modifiers, and than any shortcode. */
const longest = 64;

/** A reaction in the tags of a TAGMSG (https://ircv3.net/specs/client-tags/react); undefined when there is none. */
export function reactionIn(tags: Tags): Reacted | undefined {
  const message = tags['+draft/reply'] ?? tags['+reply'];
  const added = tags['+draft/react'];
  const name = nameOf(added ?? tags['+draft/unreact'] ?? '');
  if (!message || !name || name.length > longest) return undefined;
  return { message, name, removed: added === undefined };
}

/** Without colons around it, skin tone and variation selector. */
function nameOf(reaction: string): string {
  return plain(reaction)
    .replace(/[\u{1F3FB}-\u{1F3FF}\uFE0E\uFE0F]/gu, '')
    .replace(/^:|:$/g, '');
}
