import type { Platform } from '../../src/farm/platform.ts';
import { examine } from './examine.ts';
import { host } from './host.ts';
import { commands, needs, privileged } from './needs.ts';
import { removeHost } from './remove-host.ts';
import { plays } from './role.ts';

/** The host blocks of dhcpd.conf, for the DHCP server of ISC. */
export const iscDhcpd: Platform = {
  kind: 'isc-dhcpd',
  title: 'ISC dhcpd',
  role: 'dhcp',
  plays,
  actions: [host, removeHost],
  needs,
  privileged,
  commands,
  examine,
};
