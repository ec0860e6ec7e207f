import type { FaultWhen } from './faults.ts';

/** A stand-in that fails when a step uses it. */
export interface Break extends FaultWhen {
  readonly tool: string;
  /** Where it is used; the host that the step's arguments name, when left out. */
  readonly host?: string;
  /** What the run must then say; the tool's own complaint, when left out. */
  readonly cause?: string;
}
