import { expect, test } from 'vitest';
import { said } from '../../src/ssh/said.ts';

const compiler = `Processing /tmp/w/params ...
Processing /tmp/w/shorewall.conf...
Loading Modules...
Compiling /tmp/w/zones...
Determining Hosts in Zones...
Compiling /tmp/w/rules...
   ERROR: Unknown Host (10.10.60.999) /tmp/w/rules (line 12)`;

test.each([
  ['Shorewall', compiler, 'ERROR: Unknown Host (10.10.60.999) /tmp/w/rules (line 12)'],
  [
    'nginx',
    '2026/11/29 10:00:00 [warn] 7#7: conflicting server name "a" on 0.0.0.0:80, ignored\n2026/11/29 10:00:00 [emerg] 7#7: host not found in upstream "x.farm" in /etc/nginx/sites-enabled/x:4\nnginx: configuration file /etc/nginx/nginx.conf test failed',
    'host not found in upstream "x.farm" in /etc/nginx/sites-enabled/x:4',
  ],
  [
    'dhcpd',
    'Internet Systems Consortium DHCP Server 4.4.3\nCopyright 2004-2022 Internet Systems Consortium.\nAll rights reserved.\nFor info, please visit https://www.isc.org/software/dhcp/\n/etc/dhcp/dhcpd.conf line 12: semicolon expected.\n    fixed-address\n     ^\nConfiguration file errors encountered -- exiting\n\nIf you think you have received this message due to a bug rather\nthan a configuration issue please read the section on submitting',
    '/etc/dhcp/dhcpd.conf line 12: semicolon expected.',
  ],
  [
    'named-checkzone',
    "dns_rdata_fromtext: /tmp/z:12: near '10.10.60.999': bad dotted quad\nzone farm/IN: loading from master file /tmp/z failed: bad dotted quad\nzone farm/IN: not loaded due to errors.",
    "dns_rdata_fromtext: /tmp/z:12: near '10.10.60.999': bad dotted quad / zone farm/IN: loading from master file /tmp/z failed: bad dotted quad",
  ],
  ['a program of few words', 'it did not\nend in time\n', 'it did not / end in time'],
  ['one that says nothing', ' \n', ''],
])('of what %s prints, the words that matter are told in one line', (_, output, words) => {
  expect(said(output)).toBe(words);
});

test('of very much without a complaint the last line is told, and not all of it', () => {
  const much = `${'more and more\n'.repeat(1000)}${'x'.repeat(1000)}\n`;
  expect(said(much)).toBe(`${'x'.repeat(399)}…`);
});
