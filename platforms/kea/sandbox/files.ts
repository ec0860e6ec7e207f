import { join } from 'node:path';
import type { SandboxPart } from '../../../src/sandbox/part.ts';
import type { SandboxVm } from '../../../src/sandbox/vms.ts';

/** Kea in the sandbox: the seed's one subnet, a reservation a VM. Its server is asked through the stand-in for socat, by `answer` of tools/lib/socket-kea4-ctrl-socket.sh. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  files: ({ vms }) => ({ 'etc/kea/kea-dhcp4.conf': keaConfiguration(vms) }),
  services: ['kea-dhcp4-server'],
  loaded: ['kea'],
  state: ['kea'],
  farmYaml: ({ services: { name, folder } }) => ({
    dhcp: { kind: 'kea', host: name, file: `${folder}/etc/kea/kea-dhcp4.conf` },
  }),
  /** What makes each of its actions fail: only the file that is not in its place yet is refused. */
  breaks: { 'kea.reservation': { tool: 'kea-dhcp4', when: '.farmhand' } },
};

function keaConfiguration(vms: readonly SandboxVm[]): string {
  const reservations = vms.map(
    ({ instance, mac, number }) => `
        {
          "hw-address": "${mac}",
          "ip-address": "10.10.60.${number}",
          "hostname": "${instance}"
        }`,
  );
  return `// DHCP of the farm's VMs
{
  "Dhcp4": {
    "interfaces-config": { "interfaces": [ ] },
    "control-socket": { "socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket" },
    "lease-database": { "type": "memfile" },
    "valid-lifetime": 600,
    "max-valid-lifetime": 7200,
    "subnet4": [
      {
        "id": 1,
        "subnet": "10.10.0.0/16",
        "option-data": [
          { "name": "domain-name", "data": "farm" },
          { "name": "domain-name-servers", "data": "10.10.0.254" },
          { "name": "routers", "data": "10.10.0.254" }
        ],
        "reservations": [${reservations.join(',')}
        ]
      }
    ]
  }
}
`;
}
