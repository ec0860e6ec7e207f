import { asciiLower } from '../../farm/ascii.ts';
import type { Farm } from '../../farm/farm.ts';
import { everything, freezeWords } from '../freezes.ts';
import { Refusal } from '../refusal.ts';
import { waitingWord } from '../waiting-for.ts';
import { thingWords } from './mentions.ts';
import { speakerWords } from './owner-named.ts';
import { stateWords } from './vm-words.ts';

/** Words that stand for something else where a VM's name can stand, and the command they are of. A reason is told from any command's words. */
const words: ReadonlyMap<string, string> = new Map([
  ...thingWords.map((word) => [word, '!blame'] as const),
  ...[...stateWords, ...speakerWords].map((word) => [word, '!list'] as const),
  [waitingWord, '!runs'],
  ...[everything, ...freezeWords].map((word) => [word, '!freeze'] as const),
  ['because', 'every command'],
]);

/** Throws Refusal where a new VM would have a name by which commands mean something else. One that is there already is reached by its full name. */
export function refuseWord({ people }: Pick<Farm, 'people'>, name: string): void {
  const command = words.get(name);
  if (command !== undefined) throw new Refusal(`A VM cannot be called ${name}: that is a word of ${command}.`);
  const person = [...people.keys()].find((one) => asciiLower(one) === name);
  if (person !== undefined)
    throw new Refusal(`A VM cannot be called ${name}: farm.yaml lists a person so, and !list ${name} shows their VMs.`);
}
