import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GateParts } from './viewer.ts';

/** Where people log in at a provider. */
export interface Login {
  /** Answers what belongs to a login; false: it is no part of one. */
  answer(url: URL, request: IncomingMessage, response: ServerResponse, gate: GateParts): Promise<boolean>;
}
