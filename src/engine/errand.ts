import type { Lease } from '../journal/journal.ts';

/** On whose word something is written. */
export interface Errand {
  /** A name of the message that asked for it, by which it is found whether it was done. */
  readonly message?: string;
  /** Without which the process must not write it: LeaseLost, when another one has it by now. */
  readonly lease?: Pick<Lease, 'of' | 'token'>;
}
