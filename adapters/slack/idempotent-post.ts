import { webApi } from '@slack/bolt';
import { lastingRefusalIn, refusalIn } from './call.ts';
import type { Spot } from './spot.ts';

/** The metadata by which a message is found again: the marks of what it says, with blanks between. */
export function metadataOf(marks: string) {
  return { event_type: 'farmhand_said', event_payload: { marks } };
}

/** Newest messages of a channel, or all of a thread up to that many, among which one is looked for. */
const [ofChannel, ofThread] = [200, 1000];

interface Message {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: unknown };
}

/** The ts of the message that has the mark; undefined where none is found. */
export async function said(
  client: webApi.WebClient,
  { channel, thread }: Spot,
  mark: string,
): Promise<string | undefined> {
  const all = { channel, include_all_metadata: true };
  const { messages = [] } =
    thread === undefined
      ? await client.conversations.history({ ...all, limit: ofChannel })
      : await client.conversations.replies({ ...all, ts: thread, limit: ofThread });
  return (messages as readonly Message[]).find(({ metadata }) => {
    const { marks = '' } = (metadata?.event_payload ?? {}) as { readonly marks?: unknown };
    return metadata?.event_type === metadataOf('').event_type && String(marks).split(' ').includes(mark);
  })?.ts;
}

/** One message that is tried to be posted until it is there, and not again when it is: Slack may have taken one it did not answer. */
export class IdempotentPost {
  #maybe: boolean;

  /** `maybe`: it may be there already. */
  constructor(maybe: boolean) {
    this.#maybe = maybe;
  }

  async do(
    client: webApi.WebClient,
    spot: Spot,
    mark: string | undefined,
    post: () => Promise<string>,
  ): Promise<string> {
    const found =
      this.#maybe && mark !== undefined ? await this.#look(client, spot, mark.split(' ')[0] ?? '') : undefined;
    if (found !== undefined) return found;
    try {
      return await post();
    } catch (error) {
      this.#maybe ||= !isRefusal(error);
      throw error;
    }
  }

  /** Where it may not look (`missing_scope`), nothing is found: said twice is better than not at all. */
  async #look(client: webApi.WebClient, spot: Spot, mark: string): Promise<string | undefined> {
    try {
      return await said(client, spot, mark);
    } catch (error) {
      if (lastingRefusalIn(error) === undefined) throw error;
      return undefined;
    }
  }
}

/** Slack did answer, and did not do it. */
function isRefusal(error: unknown): boolean {
  return error instanceof webApi.WebAPIRateLimitedError || refusalIn(error) !== undefined;
}
