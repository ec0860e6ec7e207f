import type { RunView } from '../engine/run.ts';
import type { Farm } from '../farm/farm.ts';
import type { Json } from '../journal/json.ts';
import type { Incoming, Where } from './adapter.ts';

/** Where a run was asked, and what the asker is called there: kept with the run, so that its news find them after a restart. */
export interface Asked extends Where {
  /** Absent in a place where others only hear of it. */
  readonly nick?: string;
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

/** One name for a message that has an id. */
export function messageKey({ where, id }: Pick<Incoming, 'where' | 'id'>): string | undefined {
  return id === undefined ? undefined : `${where.platform} ${where.channel} ${id}`;
}

/** Where what happens to the run is told on a platform: where it was asked, or in the channel that belongs to that one. */
export function toldOn(platform: string, view: Pick<RunView, 'asked'>, channels: Farm['channels']): Asked | undefined {
  const asked = askedOf(view);
  if (!asked || asked.platform === platform) return asked;
  const group = channels.find((one) => one[asked.platform]?.toLowerCase() === asked.channel.toLowerCase());
  const channel = group?.[platform];
  return channel === undefined ? undefined : { platform, channel, private: false };
}

/** Whether what happens to the run is told in this place anyway. */
export function toldIn(where: Where, view: RunView, channels: Farm['channels']): boolean {
  const told = toldOn(where.platform, view, channels);
  return told !== undefined && placeKey(told) === placeKey(where);
}
