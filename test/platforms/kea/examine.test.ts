import { expect, test } from 'vitest';
import { kea } from '../../../platforms/kea/index.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { foundBy } from '../../support/examined.ts';
import { needs } from '../../support/servers.ts';
import { list, runningKea } from './running-kea.ts';
import { configuration } from './server.ts';

needs(
  'kea-dhcp4',
  'sshd',
  'socat',
)('what the doctor finds of a running Kea', () => {
  const it = runningKea();
  const found = (change: Partial<Farm> = {}) => {
    const dhcp = { kind: 'kea', host: 'host01', file: it.file(), socket: `${it.folder()}/socket` };
    return foundBy(kea, { ...exampleFarm, dhcp, ...change }, it.hosts);
  };
  const conf = (more = '') => configuration(it.folder(), list, more);

  test('that is well: nothing', async () => {
    await it.start(conf());
    expect(await found()).toEqual([]);
  });

  test('that the pool is in no subnet', async () => {
    await it.start(conf());
    expect(await found({ pool: { network: '10.10.60.0/23', excluded: [] } })).toEqual([
      `host01: 10.10.61.0 of the pool 10.10.60.0/23 cannot be reserved: no subnet of ${it.file()} holds 10.10.61.0`,
    ]);
  });

  test.each([
    ['off', '"reservations-in-subnet": false, ', '10.10.60.2', 'reservations are switched off for the subnet'],
    [
      'out of its pools only',
      '"reservations-out-of-pool": true, ',
      '10.10.60.100',
      'the subnet 10.10.60.0/24 has them out of pools only, and 10.10.60.100 is in pool',
    ],
  ])('that its reservations are %s', async (_, more, address, why) => {
    await it.start(conf(more));
    expect(await found()).toEqual([
      expect.stringContaining(
        `host01: ${address} of the pool 10.10.60.0/24 cannot be reserved: the server would not use the reservation: ${why}`,
      ),
    ]);
  });

  test('that it is down', async () => {
    await it.start(conf());
    await it.stop();
    expect(await found()).toEqual([
      expect.stringMatching(
        /^host01: the DHCP server of host01 does not say on .*socket what it has \(.*(Connection refused|No such file)/,
      ),
    ]);
  });

  test('that its file is not one of Kea any more', async () => {
    await it.start(conf());
    it.write(`${conf()}}`);
    expect(await found()).toEqual([expect.stringContaining(`host01:${it.file()}:`)]);
    it.write(conf().replace('"pools"', '"pool"'));
    expect(await found()).toEqual([expect.stringContaining(`host01: kea-dhcp4 refuses ${it.file()} as it is: `)]);
  });
});
