import { join } from 'node:path';
import type { SandboxPart } from '../../../src/sandbox/part.ts';
import { addressOf, type SandboxVm } from '../../../src/sandbox/vms.ts';
import { breaks } from './breaks.ts';

/** Shorewall in the sandbox: the seed's rules, SSH of each VM forwarded. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: ['state/shorewall'],
  files: ({ vms }) => ({
    'etc/shorewall/shorewall.conf': 'STARTUP_ENABLED=Yes\nLOGFILE=/var/log/messages\n',
    'etc/shorewall/zones': '#ZONE   TYPE\nfw      firewall\nnet     ipv4\nloc     ipv4\n',
    'etc/shorewall/params': [
      'IP_FAILOVER=10.0.2.15',
      ...vms.map((vm) => `${paramOf(vm)}=${addressOf(vm.number)}`),
      '',
    ].join('\n'),
    'etc/shorewall/rules': firewallRules(vms),
  }),
  services: ['shorewall'],
  loaded: ['shorewall'],
  // When it was loaded, what is saved and whether it cuts SSH off are not the farm's state.
  state: ['shorewall/nat', 'shorewall/state'],
  cut: 'state/shorewall/cut',
  farmYaml: ({ services: { name, folder } }) => ({
    firewall: {
      host: name,
      folder: `${folder}/etc/shorewall`,
      public_address: '$IP_FAILOVER',
      // Long enough for a machine that is busy with other work.
      dead_man: '60s',
    },
  }),
  breaks,
};

function paramOf({ name }: SandboxVm): string {
  return `VM_${name.toUpperCase().replaceAll('-', '_')}_XIVO`;
}

function firewallRules(vms: readonly SandboxVm[]): string {
  const rules = vms.map(
    (vm) =>
      `DNAT            net             loc:$${paramOf(vm)}:22           tcp     ${22000 + vm.number}           -       $IP_FAILOVER\n`,
  );
  return `#ACTION         SOURCE          DEST                            PROTO   DEST    SOURCE          ORIGINAL
#                                                                       PORT    PORT(S)         DEST
?SECTION NEW

# The farm itself
SSH(ACCEPT)     net             $FW
SSH(ACCEPT)     loc             $FW
HTTP(ACCEPT)    net             $FW
HTTP(ACCEPT)    loc             $FW
DNS(ACCEPT)     loc             $FW
Ping(ACCEPT)    all             all

# SSH of the virtual machines
${rules.join('')}`;
}
