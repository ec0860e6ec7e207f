import { asciiLower } from '../../farm/ascii.ts';
import type { CommandContext } from '../command.ts';
import { identified } from '../identified.ts';
import { nearest } from '../nearest.ts';
import { Refusal } from '../refusal.ts';

/** The person of farm.yaml a word names: `chloe`; `mine` and `me` are who says it. Throws Refusal with the nearest where there is none. */
export function ownerNamed(
  context: Pick<CommandContext, 'farm' | 'person' | 'speaker' | 'identify'>,
  word: string,
): string {
  const names = [...context.farm.people.keys()];
  const found = names.find((one) => asciiLower(one) === asciiLower(word));
  if (found !== undefined) return found;
  if (isSpeaker(word)) return identified(context).name;
  const close = nearest(word, names);
  throw new Refusal(`farm.yaml lists nobody called ${word}.${close === undefined ? '' : ` Did you mean ${close}?`}`);
}

/** Words that stand for who says them. */
export const speakerWords: readonly string[] = ['mine', 'my', 'me'];

/** Whether a word stands for who says it. */
export function isSpeaker(word: string): boolean {
  return speakerWords.includes(asciiLower(word));
}
