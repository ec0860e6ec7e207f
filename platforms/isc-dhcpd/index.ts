import type { Platform } from '../../src/farm/platform.ts';
import { examine } from './examine.ts';
import { host } from './host.ts';
import { commands, needs, privileged } from './needs.ts';
import { plays } from './role.ts';
import { unhost } from './unhost.ts';

/** The host blocks of dhcpd.conf, for the DHCP server of ISC. */
export const iscDhcpd: Platform = {
  kind: 'isc-dhcpd',
  title: 'ISC dhcpd',
  role: 'dhcp',
  plays,
  actions: [host, unhost],
  needs,
  privileged,
  commands,
  examine,
};
