/** 6.60.10.10.in-addr.arpa of 10.10.60.6, RFC 1035 section 3.5. */
export function reverseName(address: string): string {
  return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
}

/** 10.10.60.6 of 6.60.10.10.in-addr.arpa, RFC 1035 section 3.5. */
export function addressOf(reverseName: string): string {
  return reverseName
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.');
}
