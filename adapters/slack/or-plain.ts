import type { Logger } from 'pino';
import { Unsayable } from '../../src/bot/unsayable.ts';
import { isOfPlace, lastingRefusalIn, SlackRefused } from './call.ts';

/** Slack's words that no other text would change: of a message that is gone, that nobody may change, or that nobody may write. */
const notOfText =
  /^(message_not_found|cant_update_message|edit_window_closed|thread_not_found|cannot_reply_to_message|user_not_in_channel|restricted_action.*)$/;

/**
 * Says it, and in plain text where Slack will not have it as it is, whatever the reason: better than not at all. `refusal`: Slack's
 * word for the reason.
 */
export async function orPlain<T>(log: Logger, say: (plain: boolean, refusal?: string) => Promise<T>): Promise<T> {
  try {
    return await say(false);
  } catch (error) {
    const refusal = lastingRefusalIn(error);
    if (refusal === undefined || isOfPlace(refusal) || notOfText.test(refusal)) throw error;
    log.error(`slack: a message is refused: ${refusal}; said in plain text instead`);
    return await say(true, refusal);
  }
}

/** Throws what is known of a message that was refused: Unsayable, where it is not for want of a place to say it in. */
export function asUnsayable(error: unknown): never {
  throw error instanceof SlackRefused && !isOfPlace(error.reason) ? new Unsayable(error.message) : error;
}
