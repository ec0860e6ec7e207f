import { type Guess, type GuessedSettings, isGuess } from '../farm/discovery.ts';
import type { Draft, PlacedGuess } from './draft.ts';

/** Every guess that is written into the file, in its order. */
export function guessesOf({
  sections,
  pool,
  naming,
}: Pick<Draft, 'sections' | 'pool' | 'naming'>): readonly PlacedGuess[] {
  return [
    ...sections.filter(({ out }) => out === undefined).flatMap(({ section, settings }) => placed(section, settings)),
    ...placed('pool', pool),
    ...placed('naming', naming),
  ];
}

function placed(at: string, settings: GuessedSettings): readonly PlacedGuess[] {
  return Object.entries(settings).flatMap(([name, entry]: [string, Guess | GuessedSettings]) =>
    isGuess(entry) ? [{ setting: `${at}.${name}`, ...entry }] : placed(`${at}.${name}`, entry),
  );
}

/** A guess as a line for people. */
export function guessLine({ setting, value, from, unsure }: PlacedGuess): string {
  return `${unsure ? 'check' : '     '}  ${setting}: ${Array.isArray(value) ? JSON.stringify(value) : String(value)}  (${from})`;
}
