import type { Notes } from '../../src/journal/journal.ts';
import type { Json } from '../../src/journal/json.ts';

/** Notes that are gone with the test. */
export function notesInMemory(): Notes {
  const shelves = new Map<string, Map<string, Json>>();
  const on = (shelf: string) => {
    const notes = shelves.get(shelf) ?? new Map<string, Json>();
    shelves.set(shelf, notes);
    return notes;
  };
  const addNote: Notes['addNote'] = async (shelf, key, value) => {
    if (on(shelf).has(key)) return false;
    on(shelf).set(key, structuredClone(value));
    return true;
  };
  return {
    notes: async (shelf) => new Map(on(shelf)),
    addNote,
    takeNote: async (...note) => ((await addNote(...note)) ? { onDisk: Promise.resolve() } : undefined),
    putNote: async (shelf, key, value) => void on(shelf).set(key, structuredClone(value)),
    dropNotes: async (shelf, keys) => keys.filter((key) => on(shelf).delete(key)).length,
  };
}
