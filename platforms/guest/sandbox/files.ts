import { join } from 'node:path';
import type { SandboxPart } from '../../../src/sandbox/part.ts';
import { breaks } from './breaks.ts';

/** The guests of the sandbox: who answers on the network, what is on a disk, and who is logged in to those that can be asked. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  guestTools: join(import.meta.dirname, 'guest'),
  // Host keys that wait for a disk: where nothing is under way there are none.
  state: ['../var/lib/farmhand/keys'],
  breaks,
};
