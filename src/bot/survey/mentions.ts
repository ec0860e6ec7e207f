import type { Left } from '../../engine/left.ts';
import type { Json } from '../../journal/json.ts';

/** What people may say before an address, a port or a name. */
export const thingWords: readonly string[] = ['port', 'address', 'site', 'record', 'mac', 'vm', 'name'];

/** Whether something a run left is that of a word, such as an address, a port or a name: its arguments have just that, or its title does. */
export function mentions({ args, step }: Pick<Left, 'args' | 'step'>, word: string): boolean {
  const wanted = word.toLowerCase();
  const titled = step.title.toLowerCase().split(/[\s(),]+/);
  return titled.includes(wanted) || scalarsOf(args).includes(wanted);
}

function scalarsOf(value: Json | undefined): readonly string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [String(value).toLowerCase()];
  return Object.values(value).flatMap((one) => scalarsOf(one as Json));
}
