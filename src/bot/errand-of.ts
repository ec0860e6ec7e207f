import type { Errand } from '../engine/errand.ts';
import type { Incoming } from './incoming.ts';
import { messageKey } from './request-origin.ts';

/** What is written on a message's word says which message it was, and depends on the lease of the process. */
export function errandOf(message: Pick<Incoming, 'where' | 'id'>, lease: Errand['lease']): Errand {
  const key = messageKey(message);
  return { ...(lease && { lease }), ...(key !== undefined && { message: key }) };
}
