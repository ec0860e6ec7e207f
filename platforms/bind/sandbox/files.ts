import { join } from 'node:path';
import { reverseName } from '../../../src/farm/reverse-name.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';
import { addressOf, type SandboxVm } from '../../../src/sandbox/vms.ts';
import { breaks } from './breaks.ts';

/** BIND in the sandbox: the seed's two zones, and one of ip6.arpa where the farm has IPv6. */
export const sandbox: SandboxPart = {
  tools: join(import.meta.dirname, 'tools'),
  folders: ['state/named'],
  files: ({ vms }) => ({
    'etc/bind/named.conf.local': namedConfiguration + (vms.some(({ address6 }) => address6) ? zone6 : ''),
    'etc/bind/db.farm': forwardZone(vms),
    'etc/bind/db.10.10': reverseZone(vms),
    ...(vms.some(({ address6 }) => address6) && { 'etc/bind/db.2001': reverseZone6(vms) }),
  }),
  services: ['named'],
  loaded: ['named'],
  state: ['named'],
  lasting: withoutSerial,
  farmYaml: ({ services: { name, folder }, ipv6 }) => ({
    dns: {
      host: name,
      forward: { zone: 'farm', file: `${folder}/etc/bind/db.farm` },
      reverse: { zone: '10.10.in-addr.arpa', file: `${folder}/etc/bind/db.10.10` },
      ...(ipv6 && { reverse6: { zone: arpa6, file: `${folder}/etc/bind/db.2001` } }),
    },
  }),
  breaks,
};

const soa = `@       IN      SOA     host01.farm. root.host01.farm. (
                     2011031200         ; serial
                         604800         ; refresh
                          86400         ; retry
                        2419200         ; expire
                         604800 )       ; negative cache TTL
;
@       IN      NS      host01.farm.
`;

const namedConfiguration = `zone "farm" {
        type master;
        file "/etc/bind/db.farm";
};

zone "10.10.in-addr.arpa" {
        type master;
        file "/etc/bind/db.10.10";
};
`;

const arpa6 = '8.b.d.0.1.0.0.2.ip6.arpa';

const zone6 = `
zone "${arpa6}" {
        type master;
        file "/etc/bind/db.2001";
};
`;

/** `gallifrey.xivo.vm`: its name in the zone farm. */
function labelOf({ name }: SandboxVm): string {
  return `${name}.xivo.vm`;
}

function forwardZone(vms: readonly SandboxVm[]): string {
  const records = vms.flatMap((vm) => [
    `${labelOf(vm)}   IN  A   ${addressOf(vm.number)}\n`,
    ...(vm.address6 === undefined ? [] : [`${labelOf(vm)}   IN  AAAA   ${vm.address6}\n`]),
  ]);
  return `$TTL    604800
$ORIGIN farm.
${soa}gnt-cluster     IN  A   10.10.59.100
host01  IN  A   10.10.59.1
; virtual machines
${records.join('')}`;
}

function reverseZone(vms: readonly SandboxVm[]): string {
  const records = vms.map((vm) => `${vm.number}.60    IN PTR ${labelOf(vm)}.farm.\n`);
  return `$TTL    604800
${soa}1.59    IN PTR host01.farm.
100.59  IN PTR gnt-cluster.farm.
${records.join('')}`;
}

function reverseZone6(vms: readonly SandboxVm[]): string {
  const records = vms.flatMap((vm) =>
    vm.address6 === undefined ? [] : [`${reverseName(vm.address6)}.    IN PTR ${labelOf(vm)}.farm.\n`],
  );
  return `$TTL    604800\n${soa}${records.join('')}`;
}

/** The serial as the zone files have it on a line of its own, and as the name server loaded it. */
function withoutSerial(text: string): string {
  return text
    .replace(/^(\s*)\d+(\s*;\s*serial)/gm, '$1SERIAL$2')
    .replace(/^serial \d+$/gm, 'serial SERIAL')
    .replace(/^(record \S+ SOA \S+ \S+) \d+/gm, '$1 SERIAL');
}
