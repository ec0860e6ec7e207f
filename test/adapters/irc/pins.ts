import type { Pins } from '../../../adapters/irc/identity.ts';

/** Forgets with the test. */
export function pinsInMemory(): Pins {
  const pins = new Map<string, string>();
  return { get: (account) => pins.get(account), set: (account, id) => void pins.set(account, id) };
}
