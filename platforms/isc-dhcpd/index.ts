import { formerly } from '../../src/engine/action.ts';
import type { Platform } from '../../src/farm/platform.ts';
import { argsOfUnhost } from './args.ts';
import { discovery } from './discover.ts';
import { examine } from './examine.ts';
import { host } from './host.ts';
import { commands, needs, privileged } from './needs.ts';
import { plays } from './role.ts';

/** The host blocks of dhcpd.conf, for the DHCP server of ISC. */
export const iscDhcpd: Platform = {
  kind: 'isc-dhcpd',
  title: 'ISC dhcpd',
  role: 'dhcp',
  plays,
  actions: [host, formerly('dhcpd.unhost', host, argsOfUnhost)],
  needs,
  privileged,
  commands,
  examine,
  discovery,
};
