import { describe, expect, test } from 'vitest';
import { record } from '../../../platforms/rfc2136/record.ts';
import { zonePart } from '../../../platforms/rfc2136/state.ts';
import { readParts } from '../../../src/farm/read-parts.ts';
import type { Reading, ZoneState } from '../../../src/farm/state.ts';
import { perform } from '../../farm/real-host.ts';
import { until } from '../../support/daemon.ts';
import { needs } from '../../support/servers.ts';
import type { ServerKind } from './primary.ts';
import { runningPrimary } from './running-primary.ts';

needs(
  'named',
  'knotd',
  'nsupdate',
  'dig',
  'sshd',
)('the zones of a farm', () => {
  describe.each<ServerKind>(['BIND', 'Knot'])('as a running %s has them', (kind) => {
    const on = runningPrimary(kind);

    const read = async () => {
      const place = {
        kind: 'rfc2136',
        host: 'host01',
        address: '127.0.0.1',
        port: on.primary.port,
        ttl: 3600,
      } as const;
      const part = (zone: string) => zonePart({ ...place, key: on.primary.key('good'), forward: { zone } }, { zone });
      return readParts(on.hosts, {
        forward: part('farm'),
        reverse: part('10.10.in-addr.arpa'),
        signed: part('signed'),
        fixed: part('fixed'),
      });
    };
    const known = (reading: Reading<ZoneState>) => {
      if ('unknown' in reading) throw new Error(reading.unknown);
      return reading.known;
    };

    test('every address and pointer is read, and the serial that is served', async () => {
      const { forward, reverse } = await read();
      const plain = (zone: ZoneState) => zone.records.map(({ type, name, value }) => `${name} ${type} ${value}`).sort();
      expect(plain(known(forward))).toEqual([
        '*.wild.farm A 10.10.60.99',
        'ns.farm A 127.0.0.1',
        'ns.sub.farm A 10.10.60.77',
        'six.farm AAAA 2001:db8::6',
        'skaro.xivo.vm.farm A 10.10.60.2',
      ]);
      expect(plain(known(reverse))).toEqual(['2.60.10.10.in-addr.arpa PTR skaro.xivo.vm.farm']);
      expect(known(forward)).toMatchObject({ serial: 5, served: 5 });
    });

    test('a zone that comes in several messages is read whole', async () => {
      const { records } = known((await read()).fixed);
      expect(records.map(({ value }) => value).sort()).toEqual(
        Array.from({ length: 3000 }, (_, at) => `10.20.${at >> 8}.${at & 255}`).sort(),
      );
    });

    test('every name and address is claimed, whatever its type, and nothing is left unread', async () => {
      const { forward, reverse } = await read();
      const { claims, opaque } = known(forward).inventory;
      const things = claims.map(({ thing }) => ('name' in thing ? thing.name : 'first' in thing ? thing.first : ''));
      expect([...new Set(things)].sort()).toEqual(
        [
          '*.wild.farm',
          '10.10.60.2',
          '10.10.60.77',
          '10.10.60.99',
          '2001:db8::6',
          '127.0.0.1',
          'alias.farm',
          'farm',
          'mail.farm',
        ]
          .concat(['ns.farm', 'ns.sub.farm', 'six.farm', 'skaro.xivo.vm.farm', 'sub.farm'])
          .sort(),
      );
      expect(opaque).toEqual([]);
      expect(known(reverse).inventory.claims).toContainEqual({
        thing: { kind: 'address', first: '10.10.60.3', last: '10.10.60.3' },
        by: 'CNAME record of 3.60.10.10.in-addr.arpa (the running server of 10.10.in-addr.arpa)',
        entry: '3.60.10.10.in-addr.arpa',
      });
    });

    test('who speaks of another name is known: NS, SOA, CNAME, MX, PTR', async () => {
      const { forward, reverse } = await read();
      const said = (zone: ZoneState) =>
        zone.inventory.references.map(
          ({ to, by, without }) => `${by.split(' (')[0]}: ${JSON.stringify(to)} ${without}`,
        );
      expect(said(known(forward)).sort()).toEqual([
        'CNAME record of alias.farm: {"name":"skaro.xivo.vm.farm"} dangles',
        'MX record of mail.farm: {"name":"skaro.xivo.vm.farm"} dangles',
        'NS record of farm: {"name":"ns.farm"} breaks',
        'NS record of sub.farm: {"name":"ns.sub.farm"} dangles',
        'SOA record of farm: {"name":"ns.farm"} dangles',
      ]);
      expect(said(known(reverse))).toContain(
        'PTR record of 2.60.10.10.in-addr.arpa: {"name":"skaro.xivo.vm.farm"} dangles',
      );
    });

    test('a signed zone takes records as any other, and its signatures are nobody', async () => {
      const place = {
        host: 'host01',
        server: { address: '127.0.0.1', port: on.primary.port },
        key: on.primary.key('good'),
      };
      const wanted = { zone: 'signed', type: 'A', name: 'new.signed', value: '10.10.60.6', ttl: 60, present: true };
      await perform(on.hosts, record, { ...place, ...wanted });
      await until('keys of the zone', () => on.primary.at('signed').some((line) => line.includes('DNSKEY')));
      const { signed } = await read();
      const { claims, opaque } = known(signed).inventory;
      const names = claims.flatMap(({ thing }) => (thing.kind === 'name' ? [thing.name] : []));
      expect(names.sort()).toEqual(['new.signed', 'signed', 'skaro.signed']);
      expect(opaque).toEqual([]);
    });
  });
});
