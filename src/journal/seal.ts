import { hashOf } from './json.ts';

/** What seals no notes: the exclusive or of nothing. 256 bits. */
export const noNotes = '0'.repeat(64);

/** SHA-256 of a note: where it lies, and its JSON. */
export function noteHash(shelf: string, key: string, value: string): string {
  return hashOf([shelf, key, value]);
}

/** Puts a hash into a seal, or takes it out again: exclusive or of two hexadecimal texts of one length. */
export function sealedWith(seal: string, hash: string): string {
  return (BigInt(`0x${seal}`) ^ BigInt(`0x${hash}`)).toString(16).padStart(seal.length, '0');
}
