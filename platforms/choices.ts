import type { Choices } from '../src/farm/roles/roles.ts';
import { bind } from './bind/role.ts';
import { ganeti } from './ganeti/role.ts';
import { guest } from './guest/role.ts';
import { iscDhcpd } from './isc-dhcpd/role.ts';
import { lvm } from './lvm/role.ts';
import { nginx } from './nginx/role.ts';
import { shorewall } from './shorewall/role.ts';

/** Who may play each role. */
export const choices: Choices = {
  hypervisor: [ganeti],
  storage: [lvm],
  dns: [bind],
  dhcp: [iscDhcpd],
  firewall: [shorewall],
  proxy: [nginx],
  guest,
};
