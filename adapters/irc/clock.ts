import type { RawMessage, Tags } from 'irc-framework';

/**
 * The server's clock, by what it says itself: its numeric replies and PONGs are made when they are sent, so their `time` tags
 * (https://ircv3.net/specs/extensions/server-time) show how far it is from this machine's. Until it has said one, this machine's counts.
 */
export class ServerClock {
  /** Milliseconds by which the server's is ahead. */
  #ahead = 0;

  heard({ command, tags }: Pick<RawMessage, 'command' | 'tags'>, now = Date.now()): void {
    const time = timeOf(tags);
    if (time === undefined || Number.isNaN(time) || tags.batch !== undefined) return;
    if (/^\d{3}$/.test(command) || command === 'PONG') this.#ahead = time - now;
  }

  /** Milliseconds since a message was said; 0 where the server does not tell, NaN where its tag is no time. */
  age(tags: Tags, now = Date.now()): number {
    const time = timeOf(tags);
    return time === undefined ? 0 : now + this.#ahead - time;
  }
}

function timeOf({ time }: Tags): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
