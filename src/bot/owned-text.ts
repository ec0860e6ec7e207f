import type { Ownership } from './ownership.ts';
import type { Person } from './people.ts';
import { day } from './words.ts';

/** Who owns a VM, and until when: "owner chloe, until 2026-12-15 08:00 UTC"; nothing where nobody does. */
export function ownerText({ owner, lease }: Ownership): readonly string[] {
  return owner === undefined ? [] : [`owner ${owner}`, ...(lease ? [`until ${day(lease.until)}`] : [])];
}

/** The same among notes: "chloe's until 2026-12-15 08:00 UTC"; nothing where nobody owns it. */
export function ownedText({ owner, lease }: Ownership, reader: Pick<Person, 'name'> | null): readonly string[] {
  if (owner === undefined) return [];
  return [`${possessive(owner, reader)}${lease ? ` until ${day(lease.until)}` : ''}`];
}

/** "yours" to that person, "chloe's" to others. */
export function possessive(owner: string, reader: Pick<Person, 'name'> | null): string {
  return owner === reader?.name ? 'yours' : `${owner}'s`;
}
