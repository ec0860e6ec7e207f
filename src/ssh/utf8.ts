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
