import { expect, test } from 'vitest';
import { diff } from '../../commands/diff.ts';
import { memory } from '../../commands/memory.ts';
import { resize } from '../../commands/resize.ts';
import { status } from '../../commands/status.ts';
import { sync } from '../../commands/sync.ts';
import { exampleFarm } from '../farm/farms.ts';

test.each([
  [
    memory,
    'A running VM gets it at once by its balloon, up to what Ganeti gives it; it lasts until the VM is started again.',
  ],
  [
    resize,
    'Memory: a running VM gets it at once by its balloon, up to what Ganeti gives it; beyond that, its maximum is raised.',
  ],
  [
    status,
    'State, addresses, port, site, memory with balloon, disk; what Ganeti, DNS, DHCP, firewall and proxy disagree about;',
  ],
  [
    sync,
    "What changes is packaging-farm.conf and the meta package's Makefile; !diff FROM TO shows it beforehand, !plan N all of it.",
  ],
  [
    diff,
    "packaging-farm.conf and the meta package's Makefile, but for the variables that are TO's own (keep: in farm.yaml).",
  ],
])('the help of $name names what this farm is made of', ({ details }, line) => {
  expect(typeof details === 'function' ? details(exampleFarm) : details).toContain(line);
});

test('the help of a farm with another hypervisor names that one', () => {
  const hypervisor = { ...exampleFarm.roles.hypervisor, title: 'Proxmox' };
  const other = { ...exampleFarm, roles: { ...exampleFarm.roles, hypervisor } };
  expect(typeof memory.details === 'function' && memory.details(other)[0]).toContain('up to what Proxmox gives it');
});
