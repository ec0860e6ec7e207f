import type { Json } from '../journal/json.ts';
import type { Action } from './action.ts';
import type { StepView } from './run.ts';

/** What a step changed, as its action reads it; `null`: nothing. */
type Read = { readonly changed: Json | null } | { readonly unreadable: string };

/** Reads a step's receipt back from the journal, or says what of it does not fit the action. */
export function readReceipt(
  { id, receipt = null }: Pick<StepView, 'id' | 'receipt'>,
  { name, receipt: { schema } }: Action,
): Read {
  if (receipt === null) return { changed: null };
  const { data, error } = schema.safeParse(receipt);
  if (data !== undefined) return { changed: data };
  const wrong = error?.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')) ?? [];
  return {
    unreadable: `the receipt of step ${id} in the journal does not fit ${name} of this version of farmhand (${wrong.join('; ')})`,
  };
}
