import { reactionKey } from './acknowledged-approvals.ts';
import type { Heard } from './hear.ts';
import { voteOf } from './reactions.ts';
import type { SlackSettings } from './settings.ts';

/** A reaction on a message, as `reactions.get` shows it. */
export interface Shown {
  readonly name?: string;
  readonly users?: readonly string[];
}

type Reacted = Extract<Heard, { is: 'reaction' }>;

/**
 * What people did on a message while nobody listened: reactions taken back first, then denials, then approvals that were not handed
 * on. `given`: the approving reactions handed on.
 */
export function missed(
  { channel, message }: { readonly channel: string; readonly message: string },
  shown: readonly Shown[],
  given: readonly string[],
  names: SlackSettings['reactions'],
): readonly Reacted[] {
  const by = (vote: 'approve' | 'deny') =>
    shown.flatMap(({ name = '', users = [] }) =>
      voteOf(name, names) === vote ? users.map((user) => [user, name] as const) : [],
    );
  const approving = new Map(by('approve'));
  const reacted = (user: string, name: string, removed: boolean): Reacted => ({
    is: 'reaction',
    // It may have been missed before, and taken back since: each time it is another.
    keys: [],
    channel,
    message,
    user,
    name,
    removed,
  });
  const taken = given
    .map((key) => key.split(' '))
    .filter(([where, which, user = '']) => where === channel && which === message && !approving.has(user));
  return [
    ...taken.map(([, , user = '']) => reacted(user, names.approve[0] ?? '', true)),
    ...by('deny').map(([user, name]) => reacted(user, name, false)),
    ...[...approving]
      .filter(([user]) => !given.includes(reactionKey(channel, message, user)))
      .map(([user, name]) => reacted(user, name, false)),
  ];
}
