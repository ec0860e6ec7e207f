import type { ContractCase } from '../host-tools.ts';

const file = '"$ROOT/etc/dhcp/dhcpd.conf"';
/** What dhcpd says of a changed file: no banner, no advice, no line numbers. */
function check(edit: string): string {
  return `sed '${edit}' ${file} > /tmp/c-dhcpd.conf; dhcpd -t -cf /tmp/c-dhcpd.conf > /tmp/c-out 2>&1; echo $?; grep -E '^/tmp/c-dhcpd.conf line|^Configuration file errors' /tmp/c-out | sed 's/line [0-9]*/line N/'; rm /tmp/c-out /tmp/c-dhcpd.conf`;
}

export const dhcp: readonly ContractCase[] = [
  { name: 'dhcpd accepts the configuration', lines: [`dhcpd -t -cf ${file}`] },
  {
    name: 'dhcpd refuses what it cannot read',
    lines: [
      check('$d'),
      check('$a }'),
      check('s/gallifrey.xivo.vm.farm;/gallifrey.xivo.vm.farm/'),
      check('s/52:54:7a/52:5g:7a/'),
      check('s/host gallifrey/host skaro/'),
      check('s/fixed-address skaro/fixed-adress skaro/'),
      'dhcpd -t -cf /tmp/c-nope 2>&1 | grep open',
    ],
  },
  {
    name: 'dhcpd takes a MAC twice, and one that is too short',
    lines: [check('s/52:54:7a:c4:05:d1/52:54:3c:1e:90:02/'), check('s/52:54:7a:c4:05:d1/52:54:7a:c4:05/')],
  },
  {
    name: 'a restart with a bad file leaves the service down until the file is mended',
    lines: [
      `cp -p ${file} /tmp/c-dhcpd; printf '}\\n' >> ${file}`,
      'systemctl restart isc-dhcp-server',
      'systemctl is-active isc-dhcp-server',
      `cat /tmp/c-dhcpd > ${file}; rm /tmp/c-dhcpd`,
      'systemctl restart isc-dhcp-server',
      'systemctl is-active isc-dhcp-server',
      'systemctl reload isc-dhcp-server',
    ],
  },
  {
    name: 'services that there are not',
    lines: ['systemctl is-active c-nope', 'systemctl reload c-nope', 'systemctl restart c-nope'],
  },
];
