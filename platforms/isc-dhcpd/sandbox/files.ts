import { join } from 'node:path';
import type { SandboxPart } from '../../../src/sandbox/part.ts';
import type { SandboxVm } from '../../../src/sandbox/vms.ts';
import { breaks } from './breaks.ts';

/** ISC's DHCP server in the sandbox: the seed's one subnet, a host a VM. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  files: ({ vms }) => ({ 'etc/dhcp/dhcpd.conf': dhcpConfiguration(vms) }),
  services: ['isc-dhcp-server'],
  loaded: ['dhcpd'],
  state: ['dhcpd'],
  farmYaml: ({ services: { name, folder } }) => ({ dhcp: { host: name, file: `${folder}/etc/dhcp/dhcpd.conf` } }),
  breaks,
};

function dhcpConfiguration(vms: readonly SandboxVm[]): string {
  const hosts = vms.map(
    ({ instance, mac }) => `
        host ${instance} {
            hardware ethernet ${mac};
            fixed-address ${instance};
            option subnet-mask 255.255.255.255;
        }
`,
  );
  return `authoritative;
default-lease-time 600;
max-lease-time 7200;
ddns-update-style none;

group {
    option domain-name "farm";
    option domain-name-servers 10.10.0.254;
    option routers 10.10.0.254;

    subnet 10.10.0.0 netmask 255.255.0.0 {
${hosts.join('')}    }
}
`;
}
