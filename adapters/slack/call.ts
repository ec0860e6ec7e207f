import { webApi } from '@slack/bolt';

/** Slack will not do it, whoever asks again: `channel_not_found`, `missing_scope`. */
export class SlackRefused extends Error {
  override name = 'SlackRefused';
  /** Slack's own word for it. */
  readonly reason: string;
  constructor(what: string, reason: string) {
    super(`Slack refuses ${what}: ${reason}`);
    this.reason = reason;
  }
}

/** Slack's words for "not now". https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passing = new Set([
  'fatal_error',
  'internal_error',
  'ratelimited',
  'request_timeout',
  'rollup_error',
  'service_unavailable',
  'team_added_to_org',
]);

/** Milliseconds to wait before the next try. */
const pause = { first: 500, longest: 30_000 };

/** Milliseconds to wait before a call that failed is made again, after so many failures in a row (from 1); undefined when it is of no use. */
export function again(error: unknown, failures: number): number | undefined {
  if (error instanceof webApi.WebAPIRateLimitedError) return error.retryAfter * 1000;
  if (error instanceof webApi.WebAPIPlatformError && !passing.has(error.data.error)) return undefined;
  return error instanceof webApi.SlackError
    ? Math.min(pause.longest, pause.first * 2 ** Math.min(failures - 1, 10))
    : undefined;
}

/** A failed call's error, for people: what was tried and what Slack said. */
export function explained(what: string, error: unknown): Error {
  if (error instanceof webApi.WebAPIPlatformError) return new SlackRefused(what, error.data.error);
  return error instanceof Error ? error : new Error(String(error));
}
