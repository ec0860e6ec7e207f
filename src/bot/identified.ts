import type { CommandContext } from './command.ts';
import { type Person, stranger } from './people.ts';
import { Refusal } from './refusal.ts';

/** Who is context. Throws Refusal when they are not recognised. */
export function identified({
  person,
  speaker,
  identify,
}: Pick<CommandContext, 'person' | 'speaker' | 'identify'>): Person {
  if (person) return person;
  throw new Refusal(stranger(speaker, identify));
}
