import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readState } from '../../src/farm/read-state.ts';
import { known } from '../../src/farm/reading.ts';
import { type Sandboxed, sandboxed } from '../farm/sandboxed.ts';

const mebi = 2 ** 20;

describe('a farm of two hosts, read', () => {
  let farm: Sandboxed;
  beforeAll(async () => {
    farm = await sandboxed({ hosts: 2 });
  });
  afterAll(() => farm?.close());

  test('shows every part as the hosts have it', async () => {
    const state = await readState(farm.farm, farm.hosts);
    expect(state.forward).toMatchObject({ known: { serial: 2011031200, served: 2011031200 } });
    expect(state.forward).toMatchObject({
      known: {
        records: expect.arrayContaining([
          { type: 'A', name: 'gallifrey.xivo.vm.farm', value: '10.10.60.5', line: expect.any(Number) },
        ]),
      },
    });
    expect(state.reverse).toMatchObject({
      known: {
        records: expect.arrayContaining([
          { type: 'PTR', name: '5.60.10.10.in-addr.arpa', value: 'gallifrey.xivo.vm.farm', line: expect.any(Number) },
        ]),
      },
    });
    expect(state.dhcp).toMatchObject({
      known: {
        hosts: expect.arrayContaining([
          {
            name: 'gallifrey.xivo.vm.farm',
            mac: '52:54:7a:c4:05:d1',
            addresses: ['gallifrey.xivo.vm.farm'],
            line: expect.any(Number),
          },
        ]),
      },
    });
    expect(state.proxy).toMatchObject({
      known: {
        sites: expect.arrayContaining([
          {
            file: 'gallifrey.dachary.org',
            names: ['gallifrey.dachary.org'],
            targets: ['http://gallifrey.xivo.vm.farm'],
            enabled: true,
          },
        ]),
      },
    });
    expect(state.firewall).toMatchObject({
      known: {
        variables: expect.arrayContaining([
          expect.objectContaining({ name: 'VM_GALLIFREY_XIVO', value: '10.10.60.5', line: expect.any(Number) }),
        ]),
        forwards: expect.arrayContaining([
          expect.objectContaining({ variable: 'VM_GALLIFREY_XIVO', address: '10.10.60.5', port: 22005, toPort: 22 }),
        ]),
      },
    });
    expect(state.instances).toMatchObject({
      known: expect.arrayContaining([
        expect.objectContaining({
          name: 'gallifrey.xivo.vm.farm',
          running: true,
          macs: ['52:54:7a:c4:05:d1'],
          volumes: [farm.disk.volume],
        }),
      ]),
    });
    expect(state.storage.get('host01.farm')).toMatchObject({
      known: {
        volumes: expect.arrayContaining([
          expect.objectContaining({ name: farm.disk.volume, extents: farm.disk.extents }),
        ]),
      },
    });
    expect(state.nodes).toMatchObject({
      known: expect.arrayContaining([expect.objectContaining({ name: 'host01.farm' })]),
    });
    expect(known(state.balloons.get('host01.farm'), new Map()).get('gallifrey.xivo.vm.farm')).toBeGreaterThan(mebi);
  });

  test('says of a file that cannot be read which line is wrong, and shows the rest', async () => {
    const [, second] = farm.sandbox.hosts;
    appendFileSync(join(second?.folder ?? '', 'etc/bind/db.farm'), 'odd TXT "open\n');
    appendFileSync(join(second?.folder ?? '', 'etc/dhcp/dhcpd.conf'), '}\n');
    const state = await readState(farm.farm, farm.hosts);
    expect(state.forward).toEqual({
      unknown: expect.stringMatching(/^host02:\S+db\.farm:\d+: a quoted string is not closed$/),
    });
    expect(state.dhcp).toEqual({
      unknown: expect.stringMatching(/^host02:\S+dhcpd\.conf:\d+: a brace is closed that was not opened$/),
    });
    expect(state.reverse).toHaveProperty('known');
    expect(state.instances).toHaveProperty('known');
  });

  test('of a host that is gone says so, and shows what the other knows', async () => {
    await farm.sandbox.hosts[1]?.close();
    const state = await readState(farm.farm, farm.another());
    expect(state.instances).toHaveProperty('known');
    expect(state.storage.get('host01.farm')).toHaveProperty('known');
    for (const part of [state.forward, state.reverse, state.dhcp, state.proxy, state.firewall]) {
      expect(part).toEqual({ unknown: expect.stringContaining('host02') });
    }
  });
});
