/** How often Slack lets a method be called. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Slack's own: https://docs.slack.dev/apis/web-api/rate-limits */
export const slackRates = {
  /** For each channel; short bursts pass. */
  post: { burst: 3, perSecond: 1 },
  /** For each method of the workspace. */
  method: { burst: 20, perSecond: 50 / 60 },
} as const satisfies Record<string, Rate>;

export type Rates = Readonly<Record<keyof typeof slackRates, Rate>>;

/** No limits: for tests about something else. */
export const unlimited: Rates = {
  post: { burst: 1e9, perSecond: 1e9 },
  method: { burst: 1e9, perSecond: 1e9 },
};

/** Counts calls by key; a leaky bucket each. */
export class Meter {
  readonly #empty = new Map<string, number>();

  /** Seconds to come back after, when it is too soon; 0 when the call counts as made. */
  take(key: string, { burst, perSecond }: Rate): number {
    const now = Date.now() / 1000;
    const empty = Math.max(this.#empty.get(key) ?? 0, now);
    const wait = empty - now - (burst - 1) / perSecond;
    if (wait > 0) return Math.max(1, Math.ceil(wait));
    this.#empty.set(key, empty + 1 / perSecond);
    return 0;
  }
}
