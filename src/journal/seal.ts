import { createHash } from 'node:crypto';
import { canonical } from './json.ts';

/** What seals no notes: the exclusive or of nothing. 256 bits. */
export const noNotes = '0'.repeat(64);

/** SHA-256 of a note: where it lies, and its JSON. */
export function noteHash(shelf: string, key: string, value: string): string {
  return createHash('sha256')
    .update(canonical([shelf, key, value]))
    .digest('hex');
}

/** Puts a hash into a seal, or takes it out again: exclusive or of two hexadecimal texts of one length. */
export function sealedWith(seal: string, hash: string): string {
  const [one, other] = [Buffer.from(seal, 'hex'), Buffer.from(hash, 'hex')];
  return Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0))).toString('hex');
}
