import type { RunView } from '../engine/run.ts';
import { comparable } from '../farm/chat-platform.ts';
import type { Farm } from '../farm/farm.ts';
import type { Json } from '../journal/json.ts';
import type { Incoming, Where } from './incoming.ts';

/** Where a run was asked, and what the asker is called there: kept with the run, so that its news find them after a restart. */
export interface RequestOrigin extends Where {
  /** Absent in a place where others only hear of it. */
  readonly nick?: string;
  /** The network's id of the message that asked. */
  readonly id?: string;
}

/** What the journal keeps of a message that became a run. */
export function recordedOrigin({ where, speaker, id }: Incoming): Json {
  const { platform, channel, thread, account } = where;
  return {
    platform,
    channel,
    private: where.private,
    nick: speaker.nick,
    ...(thread !== undefined && { thread }),
    ...(account !== undefined && { account }),
    ...(id !== undefined && { id }),
  };
}

/** The same of what comes of such a run by itself: no message became that. */
export function placeOnly(asked: Json): Json {
  if (asked === null || typeof asked !== 'object' || Array.isArray(asked)) return asked;
  const { id: _, ...place } = asked as Readonly<Record<string, Json>>;
  return place;
}

/** Where a run was asked; undefined when the journal does not say (a run no person asked for). */
export function originOf(view: Pick<RunView, 'asked'>): RequestOrigin | undefined {
  const asked = view.asked as Partial<RequestOrigin> | null;
  return typeof asked?.platform === 'string' && typeof asked.channel === 'string'
    ? (asked as RequestOrigin)
    : undefined;
}

/** One name for a place, for comparing and keeping. A private one is its person's, whatever their nick. */
export function placeKey({ platform, channel, thread, account }: Where): string {
  return [platform, account === undefined ? channel : `@${account}`, ...(thread === undefined ? [] : [thread])].join(
    ' ',
  );
}

/** One name for a message that has an id. */
export function messageKey({ where, id }: Pick<Incoming, 'where' | 'id'>): string | undefined {
  return id === undefined ? undefined : `${where.platform} ${where.channel} ${id}`;
}

/** The place of a platform that gets the news of the run: where it was asked, or in the channel that belongs to that one. */
export function newsPlaceOn(
  platform: string,
  view: Pick<RunView, 'asked'>,
  channels: Farm['channels'],
): RequestOrigin | undefined {
  const asked = originOf(view);
  if (!asked || asked.platform === platform) return asked;
  const group = channels.find((one) => {
    const own = one[asked.platform];
    return own !== undefined && comparable(asked.platform, own) === comparable(asked.platform, asked.channel);
  });
  const channel = group?.[platform];
  return channel === undefined ? undefined : { platform, channel, private: false };
}

/** Whether this place gets the news of the run anyway. */
export function isNewsPlace(where: Where, view: RunView, channels: Farm['channels']): boolean {
  const told = newsPlaceOn(where.platform, view, channels);
  return told !== undefined && placeKey(told) === placeKey(where);
}
