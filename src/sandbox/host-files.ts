import { addressOf, type SandboxVm, site } from './vms.ts';

/** What a host's files hold: path below the host's folder → text, or where a link leads. */
export type HostFiles = Readonly<Record<string, string | { readonly link: string }>>;

const soa = `@       IN      SOA     host01.farm. root.host01.farm. (
                     2011031200         ; serial
                         604800         ; refresh
                          86400         ; retry
                        2419200         ; expire
                         604800 )       ; negative cache TTL
;
@       IN      NS      host01.farm.
`;

/** The files of the seed's host, in the seed's own shape. */
export function hostFiles(vms: readonly SandboxVm[]): HostFiles {
  return {
    'etc/hostname': 'host01.farm\n',
    'etc/hosts':
      '127.0.0.1       localhost\n10.10.59.1      host01.farm host01\n10.10.59.100    gnt-cluster.farm gnt-cluster\n',
    'etc/bind/named.conf.local': namedConfiguration,
    'etc/bind/db.farm': forwardZone(vms),
    'etc/bind/db.10.10': reverseZone(vms),
    'etc/dhcp/dhcpd.conf': dhcpConfiguration(vms),
    'etc/shorewall/shorewall.conf': 'STARTUP_ENABLED=Yes\nLOGFILE=/var/log/messages\n',
    'etc/shorewall/zones': '#ZONE   TYPE\nfw      firewall\nnet     ipv4\nloc     ipv4\n',
    'etc/shorewall/params': [
      'IP_FAILOVER=10.0.2.15',
      ...vms.map(({ param, number }) => `${param}=${addressOf(number)}`),
      '',
    ].join('\n'),
    'etc/shorewall/rules': firewallRules(vms),
    ...Object.fromEntries(
      vms.flatMap((vm) => [
        [`etc/nginx/sites-available/${vm.site}`, site(vm)],
        [`etc/nginx/sites-enabled/${vm.site}`, { link: `../sites-available/${vm.site}` }],
      ]),
    ),
  };
}

const namedConfiguration = `zone "farm" {
        type master;
        file "/etc/bind/db.farm";
};

zone "10.10.in-addr.arpa" {
        type master;
        file "/etc/bind/db.10.10";
};
`;

function forwardZone(vms: readonly SandboxVm[]): string {
  const records = vms.map(({ label, number }) => `${label}   IN  A   ${addressOf(number)}\n`);
  return `$TTL    604800
$ORIGIN farm.
${soa}gnt-cluster     IN  A   10.10.59.100
host01  IN  A   10.10.59.1
; virtual machines
${records.join('')}`;
}

function reverseZone(vms: readonly SandboxVm[]): string {
  const records = vms.map(({ label, number }) => `${number}.60    IN PTR ${label}.farm.\n`);
  return `$TTL    604800
${soa}1.59    IN PTR host01.farm.
100.59  IN PTR gnt-cluster.farm.
${records.join('')}`;
}

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

function firewallRules(vms: readonly SandboxVm[]): string {
  const rules = vms.map(
    ({ param, number }) =>
      `DNAT            net             loc:$${param}:22           tcp     ${22000 + number}           -       $IP_FAILOVER\n`,
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
