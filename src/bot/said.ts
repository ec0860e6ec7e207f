import type { Incoming, Reaction } from './adapter.ts';
import { placeKey } from './asked.ts';

/** What is said, and what is reacted to. */
export type Said = { readonly message: Incoming } | { readonly reaction: Reaction };

/** What is answered: a reaction as if its name had been said to farmhand alone. */
export function inquiry(said: Said): Incoming {
  if ('message' in said) return said.message;
  const { where, speaker, name, message, again } = said.reaction;
  return { where, speaker, text: name, id: message, quiet: true, ...(again && { again }) };
}

/** As heard before a crash. */
export function heardAgain(said: Said): Said {
  return 'message' in said
    ? { message: { ...said.message, again: true } }
    : { reaction: { ...said.reaction, again: true } };
}

/** One name for somebody in a place: what they say there is done in order. */
export function turnOf(said: Said): string {
  const { where, speaker } = inquiry(said);
  return `${placeKey(where)} ${speaker.account ?? speaker.nick}`;
}
