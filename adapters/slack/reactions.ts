import type { IncomingVote } from '../../src/bot/incoming.ts';
import type { SlackSettings } from './settings.ts';

/** What a reaction on a plan means here, whatever the skin tone; undefined when it is no vote. */
export function voteOf(name: string, { approve, deny }: SlackSettings['reactions']): IncomingVote['vote'] | undefined {
  const plain = name.replace(/::skin-tone-[2-6]$/, '');
  if (approve.includes(plain)) return 'approve';
  return deny.includes(plain) ? 'deny' : undefined;
}
