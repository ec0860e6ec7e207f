import type { Dhcp } from '../../src/farm/roles/dhcp.ts';
import { type DhcpdSettings, settings } from './settings.ts';
import { dhcpPart } from './state.ts';
import { host, removeHost } from './steps.ts';

/** ISC's dhcpd, whose dhcpd.conf is edited. */
export const plays: Dhcp = {
  kind: 'isc-dhcpd',
  settings,
  host,
  removeHost,
  hosts: (dhcp) => dhcpPart(dhcp as DhcpdSettings),
};
