import { join } from 'node:path';
import type { SandboxPart } from '../../../src/sandbox/part.ts';
import { breaks } from './breaks.ts';

/** The guests of the sandbox from outside: who answers on the network, and what is on a disk. */
export const sandbox: SandboxPart = { tools: join(import.meta.dirname, 'tools'), breaks };
