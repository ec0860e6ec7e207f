import type { ContractCase } from '../host-tools.ts';

const socket = '"UNIX-CONNECT:$ROOT/var/run/ganeti/kvm-hypervisor/ctrl/gallifrey.xivo.vm.farm.monitor"';
const type = (...commands: readonly string[]) =>
  `printf '%s\\n' ${commands.map((command) => `'${command}'`).join(' ')} | timeout 10 socat -t 5 - ${socket}`;
/** The guest gives memory back in its own time. Not grep -q, which leaves before socat has written all. */
const settles = (size: number) =>
  `for i in $(seq 50); do ${type('info balloon')} | grep -c 'actual=${size}' > /dev/null && break; sleep 0.2; done; ${type('info balloon')} | grep -a '^balloon'`;

export const monitor: readonly ContractCase[] = [
  {
    name: 'QEMU echoes what is typed, and a balloon takes effect after it was asked for',
    lines: [
      `${type('balloon 200')} > /dev/null; ${settles(200)}`,
      type('info balloon'),
      `${type('balloon 192', 'info balloon')}`,
      settles(192),
      `${type('balloon 128')} > /dev/null; ${settles(128)}`,
    ],
  },
  {
    name: 'an instance that does not run has no monitor',
    lines: [
      'echo "info balloon" | socat -t 5 - "UNIX-CONNECT:$ROOT/var/run/ganeti/kvm-hypervisor/ctrl/nope.monitor" 2>&1 | sed "s/\\", [0-9]*)/\\", N)/"',
    ],
  },
];
