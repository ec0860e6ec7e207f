import type { Dhcp } from '../../src/farm/roles/dhcp.ts';
import { settings } from './settings.ts';
import { dhcpPart } from './state.ts';
import { host, removeHost } from './steps.ts';

/** Kea's DHCPv4 server, whose reservations are edited. */
export const plays: Dhcp = { kind: 'kea', settings, host, removeHost, hosts: dhcpPart };
