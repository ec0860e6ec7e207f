import { isUtf8 } from 'node:buffer';

/** Bytes as text; what is not UTF-8 becomes U+FFFD. Cut text loses a character that was cut through. */
export function decode(bytes: Buffer, cut = false): string {
  return bytes.toString('utf8', 0, cut ? wholeCharacters(bytes) : bytes.length);
}

/** How many bytes are left without a character whose end is missing (RFC 3629 section 3). */
export function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

/**
 * Bytes as text from which `encodeAll` makes the same bytes again, whatever they are: one that is not part of a UTF-8 character becomes the
 * lone surrogate U+DC00 + byte, which no UTF-8 has (as Python's surrogateescape, PEP 383).
 */
export function decodeAll(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterAt(bytes, at);
    if (length === 0) {
      parts.push(bytes.toString('utf8', from, at), String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
      from = at + 1;
    }
    at += length || 1;
  }
  return [...parts, bytes.toString('utf8', from)].join('');
}

/** How many bytes the character that begins there has; 0 where none does. */
function characterAt(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  return at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

const kept = /[\udc80-\udcff]/gu;

/** Whether text has bytes for every character: all of it is Unicode, or stands for a byte that `decodeAll` found. */
export function encodable(text: string): boolean {
  return text.isWellFormed() || text.replace(kept, '').isWellFormed();
}

/** The bytes of text that `decodeAll` made, or any other that is encodable. */
export function encodeAll(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts: Buffer[] = [];
  let from = 0;
  for (const { 0: char, index } of text.matchAll(kept)) {
    parts.push(Buffer.from(text.slice(from, index)), Buffer.from([char.charCodeAt(0) - 0xdc00]));
    from = index + 1;
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(from))]);
}
