import { describe, expect, test } from 'vitest';
import { rfc2136 } from '../../../platforms/rfc2136/index.ts';
import type { Farm } from '../../../src/farm/farm.ts';
import { exampleFarm } from '../../farm/farms.ts';
import { foundBy } from '../../support/examined.ts';
import { needs } from '../../support/servers.ts';
import type { ServerKind } from './primary.ts';
import { runningPrimary } from './running-primary.ts';

needs(
  'named',
  'knotd',
  'nsupdate',
  'dig',
  'sshd',
)('what the doctor finds', () => {
  describe.each<ServerKind>(['BIND', 'Knot', 'stand-in'])('of a running %s', (kind) => {
    const on = runningPrimary(kind);

    const found = (zone: string, change: object = {}) => {
      const { reverse: _, ...dns } = exampleFarm.dns;
      const server = {
        kind: 'rfc2136',
        address: '127.0.0.1',
        port: on.primary.port,
        key: on.primary.key('good'),
        ttl: 60,
      };
      const farm: Farm = {
        ...exampleFarm,
        dns: { ...dns, ...server, forward: { zone }, ...change },
        naming: { ...exampleFarm.naming, instance: `{name}.${zone}` },
      };
      return foundBy(rfc2136, farm, on.hosts);
    };
    const server = () => `the name server of host01 (127.0.0.1 port ${on.primary.port})`;

    test('of zones that can be read and written: nothing, and nothing is changed', async () => {
      const zones = ['farm', '10.10.in-addr.arpa'] as const;
      const before = zones.map((zone) => on.primary.serial(zone));
      expect(await found('farm', { reverse: { zone: '10.10.in-addr.arpa' } })).toEqual([]);
      expect(zones.map((zone) => on.primary.serial(zone))).toEqual(before);
      expect(on.primary.at('farmhand-doctor.farm')).toEqual([]);
    });

    test('that the key may not update a zone', async () => {
      const why = await found('fixed');
      expect(why).toEqual([expect.stringMatching(/^zone fixed: removing farmhand-doctor\.fixed A 192\.0\.2\.1: /)]);
      expect(why[0]).toMatch(kind === 'Knot' ? 'does not allow it for fixed' : /may not update fixed\. Allow it there/);
    });

    test('that the key may not transfer a zone', async () => {
      expect(await found('closed')).toEqual([
        expect.stringContaining(`zone closed: ${server()} refuses a transfer (AXFR) of closed`),
      ]);
    });

    test('that there is no such zone', async () => {
      expect(await found('nowhere')).toEqual([
        `zone nowhere: ${server()} answers REFUSED when it is asked for nowhere: is the zone loaded there?`,
      ]);
      expect(await found('vm.farm')).toEqual([
        `zone vm.farm: ${server()} has no zone vm.farm: it answers for it as part of another`,
      ]);
    });

    test('that there is no such reverse zone', async () => {
      expect(await found('farm', { reverse: { zone: '20.172.in-addr.arpa' } })).toEqual([
        `zone 20.172.in-addr.arpa: ${server()} answers REFUSED when it is asked for 20.172.in-addr.arpa: is the zone loaded there?`,
      ]);
    });

    test.each([
      ['wrong', 'BADSIG'],
      ['stranger', 'BADKEY'],
    ] as const)('that the server does not take a key: %s', async (name, error) => {
      const key = on.primary.key(name);
      expect(await found('farm', { key })).toEqual([
        expect.stringContaining(`zone farm: ${server()} refuses the key of ${key} (${error}): `),
      ]);
    });

    test('that there is no key file', async () => {
      expect(await found('farm', { key: '/nowhere.key' })).toEqual([
        expect.stringContaining('zone farm: host01: dig cannot use the key file /nowhere.key: '),
      ]);
    });
  });
});
