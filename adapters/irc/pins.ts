import type { Notes } from '../../src/journal/journal.ts';
import type { Pins } from './identity.ts';

/** The shelf of a network's account ids, by account: the same name on another network is another account. */
export function pinShelf(platform: string): string {
  return `${platform} accounts`;
}

/** Keeps account ids where the next process that listens finds them. One that cannot be kept is pinned until this one ends, and complained of. */
export async function pinsInNotes(notes: Notes, platform: string, complain: (error: unknown) => void): Promise<Pins> {
  const shelf = pinShelf(platform);
  const pins = new Map([...(await notes.notes(shelf))].map(([account, id]) => [account, String(id)]));
  return {
    get: (account) => pins.get(account),
    set: (account, id) => {
      pins.set(account, id);
      notes.addNote(shelf, account, id).catch(complain);
    },
  };
}
