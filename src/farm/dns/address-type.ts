import { sameText } from '../address6.ts';

/** Types of records that give a name an address (RFC 1035, 3.4.1; RFC 3596, 2.1). */
export type AddressType = 'A' | 'AAAA';

export function isAddressType(type: string | undefined): type is AddressType {
  return type === 'A' || type === 'AAAA';
}

/** The type of the record that gives a name an address. */
export function typeFor(address: string): AddressType {
  return address.includes(':') ? 'AAAA' : 'A';
}

/** An address as records of its type are compared, however it is written. */
export function addressIn(data: string): string {
  return sameText(data) ?? data.toLowerCase();
}
