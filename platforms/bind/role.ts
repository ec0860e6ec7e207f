import type { Dns } from '../../src/farm/roles/dns.ts';
import { type BindSettings, settings } from './settings.ts';
import { zonePart } from './state.ts';
import { pointer, record, removePointer, removeRecord } from './steps.ts';

/** BIND, whose zone files are edited. */
export const plays: Dns = {
  kind: 'bind',
  settings,
  record,
  pointer,
  removeRecord,
  removePointer,
  forward: (dns) => zonePart(dns as BindSettings, (dns as BindSettings).forward),
  reverse: (dns) => {
    const { reverse } = dns as BindSettings;
    return reverse && zonePart(dns as BindSettings, reverse);
  },
  reverse6: (dns) => {
    const { reverse6 } = dns as BindSettings;
    return reverse6 && zonePart(dns as BindSettings, reverse6);
  },
};
