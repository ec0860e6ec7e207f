import { webApi } from '@slack/bolt';
import { type Growth, waitAfter } from '../../src/time/backoff.ts';

/** Slack refuses it, no matter who asks again: `channel_not_found`, `missing_scope`. */
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

/** Slack's word for a workspace that an organisation has not added the app to. */
const outOfReach = 'team_access_not_granted';

/**
 * Slack's words for a token it refuses for every call, until a person with the right to do so changes that.
 * https://docs.slack.dev/reference/methods/auth.test#errors
 */
const ofToken = new Set([
  'accesslimited',
  'account_inactive',
  'app_disabled',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'invalid_token',
  'not_authed',
  'org_login_required',
  outOfReach,
  'team_disabled',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
  'user_removed_from_team',
]);

/** Slack's words for a place in which no message of any kind can be posted, until a person there changes that. */
const ofPlace = new Set([
  'access_denied',
  'channel_not_found',
  'is_archived',
  'missing_scope',
  'no_permission',
  'not_in_channel',
  outOfReach,
  'team_not_found',
]);

/** Before the next try: where it did not get through; where the token is refused. */
const passed: Growth = { first: 500, longest: 30_000, jitter: 1 / 4 };
const refused: Growth = { ...passed, longest: 60_000 };

/** Statuses of HTTP that say that what was sent is too much: it will be the next time, too. */
const tooMuch = new Set([413, 414, 431]);

/** Slack's own word for why it refuses; undefined where it did not answer, or something else did: a page of a proxy's. */
export function refusalIn(error: unknown): string | undefined {
  if (error instanceof webApi.WebAPIHTTPError && tooMuch.has(error.statusCode)) return `HTTP ${error.statusCode}`;
  if (!(error instanceof webApi.WebAPIPlatformError)) return undefined;
  const { error: word } = error.data;
  return typeof word === 'string' && /^\w{1,100}$/.test(word) ? word : undefined;
}

/**
 * Slack's word for why it does not take the token; undefined when that is not what failed. `orgWide`: the token is of a whole organisation, of
 * which a workspace may be out of its reach.
 */
export function tokenRefusalIn(error: unknown, orgWide = false): string | undefined {
  const word = refusalIn(error);
  if (word === undefined || (orgWide && word === outOfReach)) return undefined;
  return ofToken.has(word) ? word : undefined;
}

/** Slack's word for why it refuses, where it would the next time, too, and not for the token's sake. */
export function lastingRefusalIn(error: unknown): string | undefined {
  const word = refusalIn(error);
  return word === undefined || passing.has(word) || ofToken.has(word) ? undefined : word;
}

/** Whether Slack refuses for want of a place to say it in, and not because of what is said. */
export function isOfPlace(refusal: string): boolean {
  return ofPlace.has(refusal);
}

/** Whether asking again is of use, with nothing changed by anybody. */
export function isPassing(error: unknown): boolean {
  const word = refusalIn(error);
  if (word !== undefined) return passing.has(word);
  return (
    error instanceof webApi.WebAPIPlatformError ||
    error instanceof webApi.WebAPIRequestError ||
    error instanceof webApi.WebAPIHTTPError ||
    error instanceof webApi.WebAPIRateLimitedError ||
    // The library's own words for a 429 that does not say until when.
    (error instanceof Error && error.message.startsWith('Retry header did not contain'))
  );
}

/**
 * Milliseconds to wait before a call that failed is made again, after so many failures in a row (from 1); undefined when it is of no
 * use. A call whose token is refused is made again, too: nothing that was to be said is lost by that.
 */
export function again(error: unknown, failures: number, orgWide = false): number | undefined {
  if (error instanceof webApi.WebAPIRateLimitedError) return error.retryAfter * 1000;
  if (tokenRefusalIn(error, orgWide) !== undefined) return waitAfter(failures, refused);
  return isPassing(error) ? waitAfter(failures, passed) : undefined;
}

/** What went wrong, in few words: a page of HTML is none. */
export function inShort(error: unknown): string {
  if (error instanceof webApi.WebAPIPlatformError) return refusalIn(error) ?? 'an answer that is not Slack’s';
  if (error instanceof webApi.WebAPIHTTPError) return `HTTP ${error.statusCode}`;
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').slice(0, 200);
}

/** A failed call's error, for people: what was tried and what Slack said. */
export function explained(what: string, error: unknown): Error {
  const word = refusalIn(error);
  if (word !== undefined) return new SlackRefused(what, word);
  return error instanceof Error ? error : new Error(String(error));
}
