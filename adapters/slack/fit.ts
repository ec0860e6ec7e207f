import type { Content } from './blocks.ts';

/**
 * Bytes of a message's text, escaped, that Slack takes when a message is changed (`msg_too_long`); a new message may have ten times as
 * many, but is hard to read then. https://docs.slack.dev/reference/methods/chat.update#errors
 */
const most = 3900;

/** The text without what is too much, not cut in the middle of an entity or a character. */
export function fitting(text: string): string {
  if (Buffer.byteLength(text) <= most) return text;
  const part = Buffer.from(text)
    .subarray(0, most - 4)
    .toString()
    .replace(/\uFFFD$/, '');
  return `${part.replace(/(&\w{0,3}|<[^>]{0,30})$/, '')} …`;
}

/** As it is said: with blocks, or, where Slack will not have those, without. */
export function shown(
  { text, blocks }: Content,
  plain: boolean,
): { readonly text: string; readonly blocks?: Content['blocks'] } {
  return { text: fitting(text === '' ? '(nothing)' : text), ...(!plain && { blocks }) };
}
