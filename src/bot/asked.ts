import type { RunView } from '../engine/run.ts';
import type { Json } from '../journal/json.ts';
import type { Incoming, Where } from './adapter.ts';

/** Where a run was asked, and what the asker is called there: kept with the run, so that its news find them after a restart. */
export interface Asked extends Where {
  readonly nick: string;
  /** The network's id of the message that asked. */
  readonly id?: string;
}

/** What the journal keeps of a message that became a run. */
export function askedIn({ where, speaker, id }: Incoming): Json {
  const { platform, channel, thread } = where;
  return {
    platform,
    channel,
    private: where.private,
    nick: speaker.nick,
    ...(thread !== undefined && { thread }),
    ...(id !== undefined && { id }),
  };
}

/** Where a run was asked; undefined when the journal does not say (a run no person asked for). */
export function askedOf(view: Pick<RunView, 'asked'>): Asked | undefined {
  const asked = view.asked as Partial<Asked> | null;
  return typeof asked?.platform === 'string' && typeof asked.channel === 'string' ? (asked as Asked) : undefined;
}

/** One name for a place, for comparing and keeping. */
export function placeKey({ platform, channel, thread }: Where): string {
  return [platform, channel, ...(thread === undefined ? [] : [thread])].join(' ');
}

/** Whether what happens to the run is told in this place anyway. */
export function toldIn(where: Where, view: RunView): boolean {
  const asked = askedOf(view);
  return asked !== undefined && placeKey(asked) === placeKey(where);
}
