import type { Invocation, Provided } from '../engine/action.ts';
import type { WantedStep } from '../engine/plan.ts';

/** What must be done before a step: earlier steps, as `step` returned them. */
export type Before = readonly (readonly string[])[];

/** A procedure as an operator would note it: its steps in order, each said to come after which others. */
export class Procedure {
  readonly steps: WantedStep[] = [];
  readonly #provided: Provided | undefined;

  /** `provided`: what must be so for every step. */
  constructor(provided?: Provided) {
    this.#provided = provided;
  }

  /**
   * Adds a step; `undefined` is one this farm does not have (no firewall, no reverse zone), and what comes after it comes after
   * what is before it. Returns what later steps name it by.
   */
  step(id: string, invocation: Invocation | undefined, ...before: Before): readonly string[] {
    const after = [...new Set(before.flat())];
    if (!invocation) return after;
    this.steps.push({ ...(this.#provided && { provided: this.#provided }), ...invocation, id, after });
    return [id];
  }
}
