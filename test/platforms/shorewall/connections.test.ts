import { expect, test } from 'vitest';
import { connectionsTo, inFull } from '../../../platforms/shorewall/connections.ts';

const to = '10.10.60.5';
const ssh = { protocol: 'tcp', from: '203.0.113.9', toPort: 22, forwarded: true };

test.each([
  [
    'SSH by a forwarded port',
    'tcp      6 431999 ESTABLISHED src=203.0.113.9 dst=10.0.2.15 sport=51514 dport=22005 src=10.10.60.5 dst=203.0.113.9 sport=22 dport=51514 [ASSURED] mark=0 use=1',
    [ssh],
  ],
  [
    'the same as /proc/net/nf_conntrack has it',
    'ipv4     2 tcp      6 431999 ESTABLISHED src=203.0.113.9 dst=10.0.2.15 sport=51514 dport=22005 src=10.10.60.5 dst=203.0.113.9 sport=22 dport=51514 [ASSURED] mark=0 zone=0 use=2',
    [ssh],
  ],
  [
    'the same with accounting of packets, a zone and a label',
    'tcp      6 431999 ESTABLISHED src=203.0.113.9 dst=10.0.2.15 sport=51514 dport=22005 packets=52 bytes=6010 src=10.10.60.5 dst=203.0.113.9 sport=22 dport=51514 packets=40 bytes=7100 [ASSURED] mark=0 secctx=system_u:object_r:unlabeled_t:s0 zone=1 use=1',
    [ssh],
  ],
  [
    'what a flow table has taken over, which has no state',
    'tcp      6 src=203.0.113.9 dst=10.0.2.15 sport=51514 dport=22005 src=10.10.60.5 dst=203.0.113.9 sport=22 dport=51514 [OFFLOAD] mark=0 use=3',
    [ssh],
  ],
  [
    'the proxy beside it, whose connection is led nowhere else',
    'tcp      6 86399 ESTABLISHED src=10.10.60.1 dst=10.10.60.5 sport=40000 dport=80 src=10.10.60.5 dst=10.10.60.1 sport=80 dport=40000 [ASSURED] mark=0 use=1',
    [{ protocol: 'tcp', from: '10.10.60.1', toPort: 80, forwarded: false }],
  ],
  [
    'a telephone by UDP that was answered',
    'udp      17 170 src=198.51.100.4 dst=10.10.60.5 sport=5060 dport=5060 src=10.10.60.5 dst=198.51.100.4 sport=5060 dport=5060 [ASSURED] mark=0 use=1',
    [{ protocol: 'udp', from: '198.51.100.4', toPort: 5060, forwarded: false }],
  ],
  [
    'UDP that nobody answered',
    'udp      17 29 src=198.51.100.4 dst=10.10.60.5 sport=5060 dport=5060 [UNREPLIED] src=10.10.60.5 dst=198.51.100.4 sport=5060 dport=5060 mark=0 use=1',
    [],
  ],
  [
    'a connection that is not answered yet',
    'tcp      6 119 SYN_SENT src=203.0.113.9 dst=10.0.2.15 sport=51514 dport=22005 [UNREPLIED] src=10.10.60.5 dst=203.0.113.9 sport=22 dport=51514 mark=0 use=1',
    [],
  ],
  [
    'one that was closed',
    'tcp      6 60 TIME_WAIT src=203.0.113.9 dst=10.0.2.15 sport=51514 dport=22005 src=10.10.60.5 dst=203.0.113.9 sport=22 dport=51514 [ASSURED] mark=0 use=1',
    [],
  ],
  [
    'one the VM opened itself',
    'tcp      6 431999 ESTABLISHED src=10.10.60.5 dst=151.101.2.132 sport=40000 dport=443 src=151.101.2.132 dst=10.0.2.15 sport=443 dport=40000 [ASSURED] mark=0 use=1',
    [],
  ],
  [
    'one to an address that begins alike',
    'tcp      6 431999 ESTABLISHED src=203.0.113.9 dst=10.0.2.15 sport=51514 dport=22050 src=10.10.60.50 dst=203.0.113.9 sport=22 dport=51514 [ASSURED] mark=0 use=1',
    [],
  ],
  [
    'a ping',
    'icmp     1 29 src=203.0.113.9 dst=10.10.60.5 type=8 code=0 id=7 src=10.10.60.5 dst=203.0.113.9 type=0 code=0 id=7 mark=0 use=1',
    [],
  ],
  [
    'half a line',
    'tcp      6 431999 ESTABLISHED src=203.0.113.9 dst=10.0.2.15 sport=51514 dport=22005 src=10.10.60.5 dst=20',
    [],
  ],
  ['nothing', '', []],
])('of %s', (_, line, found) => {
  expect(connectionsTo(`${line}\n`, to)).toEqual(found);
});

test('IPv6 is the same address however it is written', () => {
  const found = [{ protocol: 'tcp', from: '2001:db8:77::9', toPort: 22, forwarded: false }];
  const printed =
    'tcp      6 431999 ESTABLISHED src=2001:db8:77::9 dst=2001:db8:10:60::5 sport=51514 dport=22 src=2001:db8:10:60::5 dst=2001:db8:77::9 sport=22 dport=51514 [ASSURED] mark=0 use=1';
  const proc =
    'ipv6     10 tcp      6 431999 ESTABLISHED src=2001:0db8:0077:0000:0000:0000:0000:0009 dst=2001:0db8:0010:0060:0000:0000:0000:0005 sport=51514 dport=22 src=2001:0db8:0010:0060:0000:0000:0000:0005 dst=2001:0db8:0077:0000:0000:0000:0000:0009 sport=22 dport=51514 [ASSURED] mark=0 zone=0 use=2';
  expect(connectionsTo(printed, '2001:db8:10:60::5')).toEqual(found);
  expect(connectionsTo(proc, '2001:db8:10:60::5')).toEqual(found);
});

test.each([
  ['10.10.60.5', '10.10.60.5'],
  ['2001:db8:10:60::5', '2001:0db8:0010:0060:0000:0000:0000:0005'],
  ['::1', '0000:0000:0000:0000:0000:0000:0000:0001'],
  ['fe80::', 'fe80:0000:0000:0000:0000:0000:0000:0000'],
  ['1:2:3:4:5:6:7:8', '0001:0002:0003:0004:0005:0006:0007:0008'],
])('%s in full is %s', (address, full) => {
  expect(inFull(address)).toBe(full);
});

/** As a real kernel (Linux 6, a network namespace with DNAT of port 22005) showed it: conntrack 1.4.7 with `-r 10.10.60.5`, and /proc/net/nf_conntrack. */
const shown = {
  conntrack: `udp      17 29 src=10.10.60.5 dst=10.10.60.5 sport=49141 dport=5061 [UNREPLIED] src=10.10.60.5 dst=10.10.60.5 sport=5061 dport=49141 mark=0 use=1
udp      17 29 src=10.10.60.5 dst=10.10.60.5 sport=44164 dport=5060 src=10.10.60.5 dst=10.10.60.5 sport=5060 dport=44164 mark=0 use=1
tcp      6 431999 ESTABLISHED src=10.0.2.15 dst=10.0.2.15 sport=53672 dport=22005 src=10.10.60.5 dst=10.0.2.15 sport=22 dport=53672 [ASSURED] mark=0 use=1
`,
  proc: `ipv4     2 udp      17 29 src=10.10.60.5 dst=10.10.60.5 sport=49141 dport=5061 [UNREPLIED] src=10.10.60.5 dst=10.10.60.5 sport=5061 dport=49141 mark=0 zone=0 use=2
ipv6     10 tcp      6 431999 ESTABLISHED src=2001:0db8:0010:0060:0000:0000:0000:0005 dst=2001:0db8:0010:0060:0000:0000:0000:0005 sport=46076 dport=22 src=2001:0db8:0010:0060:0000:0000:0000:0005 dst=2001:0db8:0010:0060:0000:0000:0000:0005 sport=22 dport=46076 [ASSURED] mark=0 zone=0 use=2
ipv4     2 udp      17 29 src=10.10.60.5 dst=10.10.60.5 sport=44164 dport=5060 src=10.10.60.5 dst=10.10.60.5 sport=5060 dport=44164 mark=0 zone=0 use=2
ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.2.15 dst=10.0.2.15 sport=53672 dport=22005 src=10.10.60.5 dst=10.0.2.15 sport=22 dport=53672 [ASSURED] mark=0 zone=0 use=2
`,
};

test.each(Object.entries(shown))('what a real kernel showed by %s is two connections', (_, text) => {
  expect(connectionsTo(text, to)).toEqual([
    { protocol: 'udp', from: '10.10.60.5', toPort: 5060, forwarded: false },
    { protocol: 'tcp', from: '10.0.2.15', toPort: 22, forwarded: true },
  ]);
});
