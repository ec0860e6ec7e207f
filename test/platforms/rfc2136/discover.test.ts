import { expect, test } from 'vitest';
import { servedIn } from '../../../platforms/rfc2136/discover.ts';

const vms = [{ instance: 'a.vm.farm', address: '10.10.60.3', volumes: [] }];

test('zones the server has, and a key that is there', () => {
  const found = servedIn(
    'zone farm\nzone 60.10.10.in-addr.arpa\nkey /etc/bind/farmhand.key\nkey /etc/bind/x.key\n',
    vms,
  );
  expect(found?.settings).toMatchObject({
    forward: { zone: { value: 'farm' } },
    reverse: { zone: { value: '60.10.10.in-addr.arpa' } },
    key: { value: '/etc/bind/farmhand.key', unsure: true, from: expect.stringContaining('/etc/bind/x.key') },
  });
});

test('a zone without a key for it is not used, and it is said how to make one', () => {
  const found = servedIn('zone farm\n', vms);
  expect(found).toMatchObject({ knows: 0, settings: {} });
  expect(found?.remarks?.join()).toContain('tsig-keygen');
});

test('a server without a zone of the VMs is none', () => {
  expect(servedIn('key /etc/bind/farmhand.key\n', vms)).toBeUndefined();
});
