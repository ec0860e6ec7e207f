import { describe, expect, test } from 'vitest';
import { admittedIn, forwardsIn } from '../../../platforms/shorewall/discover.ts';

const vms = [
  { instance: 'skaro.farm', address: '10.10.60.2', volumes: [] },
  { instance: 'gallifrey.farm', address: '10.10.60.5', volumes: [] },
];
const params = 'IP_FAILOVER=203.0.113.7\nVM_SKARO=10.10.60.2\nVM_GALLIFREY=10.10.60.5\n';
const own = ['127.0.0.1', '10.10.0.254', '203.0.113.9'];

/** What is found by these rules. */
const found = (rules: string, text = params) =>
  forwardsIn(
    {
      files: [
        { path: '/etc/shorewall/rules', text: `?SECTION NEW\n${rules}` },
        { path: '/etc/shorewall/params', text },
      ],
      services: '',
    },
    own,
    vms,
  );

describe('Shorewall', () => {
  test("has its zones, public address and ports by the rules that lead to VMs, whatever the farm's others", () => {
    const rules = [
      'DNAT wan dmz:$VM_SKARO:22 tcp 31002 - $IP_FAILOVER',
      'DNAT wan dmz:10.10.60.5:22 tcp 31005 - ${IP_FAILOVER}',
      'DNAT wan lan:10.10.1.40:443 tcp 443 - 203.0.113.8',
      '',
    ].join('\n');
    expect(found(rules)).toMatchObject({
      knows: 2,
      settings: {
        public_address: { value: '$IP_FAILOVER' },
        net_zone: { value: 'wan' },
        vm_zone: { value: 'dmz' },
        ssh_base: { value: 31000 },
      },
    });
  });

  test('is unsure of the port where VMs have it otherwise, and of the public address where a rule has none', () => {
    const { settings } = found('DNAT net loc:$VM_SKARO:22 tcp 22002\nDNAT net loc:$VM_GALLIFREY:22 tcp 2222\n');
    expect(settings.ssh_base).toMatchObject({ value: 22000, unsure: true });
    expect(settings.public_address).toMatchObject({ value: '203.0.113.9', unsure: true });
  });

  test('has the value of a public address whose name farm.yaml cannot say, and no zone that is none', () => {
    const { settings } = found('DNAT all,wan loc:$VM_SKARO:22 tcp 22002 - $public\n', `public=203.0.113.7\n${params}`);
    expect(settings.public_address).toMatchObject({ value: '203.0.113.7' });
    expect(settings).not.toHaveProperty('net_zone');
  });

  test('knows a VM by its param alone, and none where nothing speaks of one', () => {
    expect(found('').knows).toBe(2);
    expect(found('', 'IP_FAILOVER=203.0.113.7\n').knows).toBe(0);
  });
});

test('Shorewall6 is found by rules that are about VMs alone', () => {
  const six = vms.map((vm, index) => ({ ...vm, address6: `2001:db8::${index + 1}` }));
  const files = (rules: string) => ({ files: [{ path: '/etc/shorewall6/rules', text: rules }], services: '' });
  expect(admittedIn(files('ACCEPT net loc:[2001:db8::2] tcp 22\n'), six)).toEqual({
    rules6: { value: '/etc/shorewall6/rules', from: 'rules there are about 1 of 2 VMs' },
  });
  expect(admittedIn(files('ACCEPT net loc:[2001:db8::/64] tcp 22\n'), six)).toEqual({});
  const params = { path: '/etc/shorewall6/params', text: 'VM6_SKARO=[2001:db8::1]\n' };
  const named = files('ACCEPT net loc:$VM6_SKARO tcp 22\nACCEPT net loc:[2001:db8::2] tcp 22\n');
  expect(admittedIn({ ...named, files: [...named.files, params] }, six)).toEqual({
    rules6: { value: '/etc/shorewall6/rules', from: 'rules there are about 2 of 2 VMs' },
    params6: { value: '/etc/shorewall6/params', from: 'variables there have the addresses of 1 of 2 VMs' },
  });
  expect(admittedIn({ files: [], services: '' }, six)).toEqual({});
});
