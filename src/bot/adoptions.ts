import * as z from 'zod';
import type { Otherwise } from '../engine/as-left.ts';
import type { Decided, Decision } from '../engine/decision.ts';
import type { Left } from '../engine/left.ts';
import type { Json } from '../journal/json.ts';
import { thingKey } from './look-notes.ts';

/** The kind of decisions by which changes by hand are taken as right. */
export const adopted = 'adopted';

const adoption = z.object({
  /** Which left it otherwise. */
  run: z.int(),
  step: z.string(),
  /** How it was, in words, and what tells that from any other difference. */
  now: z.string(),
  mark: z.string(),
  /** A person's name in farm.yaml. */
  by: z.string(),
});

/** A change by hand that a person has taken as right; `at`: ISO time. */
export type Adoption = z.infer<typeof adoption> & { readonly at: string };

/** Something a run left of a VM. */
interface Owned {
  readonly subject: string;
  readonly left: Left;
}

/** What takes a difference as right, as it is. */
export function adopting(
  { subject, left, finding }: Owned & { readonly finding: Otherwise },
  by: string,
  taken: ReadonlyMap<string, Decided>,
): Decision {
  const { name, view, step } = left;
  const { now, mark } = finding;
  const about = thingKey(subject, name);
  return {
    kind: adopted,
    about,
    title: `right as changed by hand: ${step.title}: ${now}`,
    value: { run: view.run, step: step.id, now, mark, by },
    before: taken.get(about)?.value ?? null,
  };
}

/** What was taken as right of the very thing that this step left; undefined: nothing, or of what an earlier run left. */
export function adoptionOf(
  { subject, left: { name, view, step } }: Owned,
  taken: ReadonlyMap<string, { readonly value: Json; readonly at: string }>,
): Adoption | undefined {
  const decided = taken.get(thingKey(subject, name));
  if (!decided || decided.value === null) return undefined;
  const found = adoption.parse(decided.value);
  return found.run === view.run && found.step === step.id ? { ...found, at: decided.at } : undefined;
}
