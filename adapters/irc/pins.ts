import type { Notes } from '../../src/journal/journal.ts';
import type { Pins } from './identity.ts';

/** The shelf of account ids, by account. */
export const pinShelf = 'irc accounts';

/** Keeps account ids where the next process that listens finds them. One that cannot be kept is pinned until this one ends, and complained of. */
export async function pinsInNotes(notes: Notes, complain: (error: unknown) => void): Promise<Pins> {
  const pins = new Map([...(await notes.notes(pinShelf))].map(([account, id]) => [account, String(id)]));
  return {
    get: (account) => pins.get(account),
    set: (account, id) => {
      pins.set(account, id);
      notes.addNote(pinShelf, account, id).catch(complain);
    },
  };
}
