import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import type { Pins } from './identity.ts';

/** Forgets with the process. */
export function pinsInMemory(): Pins {
  const pins = new Map<string, string>();
  return { get: (account) => pins.get(account), set: (account, id) => void pins.set(account, id) };
}

/**
 * Keeps account ids in a file of JSON, one member an account, written whole. To let a person in again whose account was registered
 * anew, remove their member and restart. Throws when the file is there and cannot be read.
 */
export function pinsInFile(path: string): Pins {
  const pins = new Map(Object.entries(read(path)));
  return {
    get: (account) => pins.get(account),
    set: (account, id) => {
      pins.set(account, id);
      write(path, `${JSON.stringify(Object.fromEntries(pins), null, 2)}\n`);
    },
  };
}

function read(path: string): Record<string, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch (error) {
    throw new Error(`${path} should hold the ids of IRC accounts as JSON: ${(error as Error).message}`);
  }
}

function write(path: string, text: string): void {
  const fresh = `${path}.new`;
  const file = openSync(fresh, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
}
