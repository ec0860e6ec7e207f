import type { Dns } from '../../src/farm/roles/dns.ts';
import { type Rfc2136Settings, settings } from './settings.ts';
import { zonePart } from './state.ts';
import { pointer, record, removePointer, removeRecord } from './steps.ts';

/** Zones that take dynamic updates. */
export const plays: Dns = {
  kind: 'rfc2136',
  settings,
  record,
  pointer,
  removeRecord,
  removePointer,
  forward: (dns) => zonePart(dns as Rfc2136Settings, dns.forward),
  reverse: (dns) => dns.reverse && zonePart(dns as Rfc2136Settings, dns.reverse),
  reverse6: (dns) => dns.reverse6 && zonePart(dns as Rfc2136Settings, dns.reverse6),
};
