import { join } from 'node:path';
import type { HostFiles, SandboxPart } from '../../../src/sandbox/part.ts';
import { addressOf, type SandboxVm } from '../../../src/sandbox/vms.ts';
import { breaks } from './breaks.ts';

/** Shorewall in the sandbox: the seed's rules, SSH of each VM forwarded. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: ['state/shorewall', 'state/shorewall6'],
  files: ({ vms }) => ({
    'etc/shorewall/shorewall.conf': 'STARTUP_ENABLED=Yes\nLOGFILE=/var/log/messages\n',
    'etc/shorewall/zones': '#ZONE   TYPE\nfw      firewall\nnet     ipv4\nloc     ipv4\n',
    'etc/shorewall/params': [
      'IP_FAILOVER=10.0.2.15',
      ...vms.map((vm) => `${paramOf(vm)}=${addressOf(vm.number)}`),
      '',
    ].join('\n'),
    'etc/shorewall/rules': firewallRules(vms),
    ...(vms.some(({ address6 }) => address6 !== undefined) && wall6(vms)),
  }),
  services: ['shorewall'],
  loaded: ['shorewall'],
  // When it was loaded, what is saved and whether it cuts SSH off are not the farm's state.
  state: ['shorewall/nat', 'shorewall/state', 'shorewall6/filter', 'shorewall6/state'],
  cut: 'state/shorewall/cut',
  farmYaml: ({ services: { name, folder }, ipv6 }) => ({
    firewall: {
      host: name,
      folder: `${folder}/etc/shorewall`,
      public_address: '$IP_FAILOVER',
      ...(ipv6 && { rules6: `${folder}/etc/shorewall6/rules`, params6: `${folder}/etc/shorewall6/params` }),
      // Long enough for a machine that is busy with other work.
      dead_man: '60s',
    },
  }),
  breaks,
};

function paramOf({ name }: Pick<SandboxVm, 'name'>, prefix = 'VM'): string {
  return `${prefix}_${name.toUpperCase().replaceAll('-', '_')}_XIVO`;
}

/** Shorewall6 with SSH and the site of each VM let in, already started. */
function wall6(vms: readonly SandboxVm[]): HostFiles {
  const six = vms.flatMap(({ name, address6 }) => (address6 === undefined ? [] : [{ name, address6 }]));
  const rules = six.map(
    (vm) => `# ${vm.name}
ACCEPT          net             loc:$${paramOf(vm, 'VM6')}         tcp     22,80
`,
  );
  const loaded = six.map(
    ({ address6 }) => `-A net-loc -d ${address6}/128 -p tcp -m multiport --dports 22,80 -j ACCEPT\n`,
  );
  return {
    'etc/shorewall6/shorewall6.conf': 'STARTUP_ENABLED=Yes\n',
    'etc/shorewall6/zones': '#ZONE   TYPE\nfw      firewall\nnet     ipv6\nloc     ipv6\n',
    'etc/shorewall6/params': six.map((vm) => `${paramOf(vm, 'VM6')}=[${vm.address6}]\n`).join(''),
    'etc/shorewall6/rules': `?SECTION NEW\n${rules.join('')}`,
    'state/shorewall6/filter': `-P INPUT DROP\n-P FORWARD DROP\n-P OUTPUT DROP\n${loaded.join('')}`,
    'state/shorewall6/since': 'Sat Mar 12 10:00:00 UTC 2011\n',
    'state/shorewall6/state': 'Started\n',
  };
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
