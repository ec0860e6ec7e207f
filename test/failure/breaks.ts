import { sandboxParts } from '../../platforms/sandboxes.ts';
import type { PlannedStep } from '../../src/engine/plan.ts';
import type { Break } from '../../src/sandbox/breaks.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { SandboxPart } from '../../src/sandbox/part.ts';

const complaint = 'fault asked for by a test';

/** Every kind of step, and what makes it fail. */
const breaks = Object.assign({}, ...sandboxParts.map((part) => part.breaks), {
  // It only looks, on several platforms.
  'vm.unneeded': { tool: 'dig', cause: 'dig' },
}) as NonNullable<SandboxPart['breaks']>;

/** What makes this step fail. Throws for a kind of step nobody has thought of. */
export function breakOf({ id, action, args }: PlannedStep): Required<Break> {
  const found = breaks[action];
  if (found === undefined)
    throw new Error(`nothing makes ${action} (${id}) fail yet: add it to its platform's sandbox/breaks.ts`);
  const how = typeof found === 'function' ? found(args as Readonly<Record<string, unknown>>) : found;
  const { host = '' } = args as { readonly host?: string };
  return { times: 1, when: '', cause: complaint, host, ...how };
}

/** `fail`: it does nothing. `fail-after`: it does its work all the same. */
export type Kind = Extract<Fault['kind'], 'fail' | 'fail-after'>;
