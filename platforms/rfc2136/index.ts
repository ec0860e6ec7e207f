import type { Platform } from '../../src/farm/platform.ts';
import { discovery } from './discover.ts';
import { examine } from './examine.ts';
import { needs, privileged } from './needs.ts';
import { record } from './record.ts';
import { plays } from './role.ts';

/** DNS records by dynamic update (RFC 2136): zones of BIND, Knot and PowerDNS. */
export const rfc2136: Platform = {
  kind: 'rfc2136',
  title: 'dynamic DNS (RFC 2136)',
  role: 'dns',
  plays,
  actions: [record],
  needs,
  privileged,
  examine,
  discovery,
};
