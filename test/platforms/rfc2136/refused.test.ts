import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { record } from '../../../platforms/rfc2136/record.ts';
import { zonePart } from '../../../platforms/rfc2136/state.ts';
import { readParts } from '../../../src/farm/read-parts.ts';
import { applying, judge, perform, undo } from '../../farm/real-host.ts';
import { needs } from '../../support/servers.ts';
import type { ServerKind } from './primary.ts';
import { runningPrimary } from './running-primary.ts';

needs(
  'named',
  'knotd',
  'nsupdate',
  'dig',
  'sshd',
)('what a server does not allow', () => {
  describe.each<ServerKind>(['BIND', 'Knot', 'stand-in'])('on a running %s', (kind) => {
    const on = runningPrimary(kind);

    const step = (zone: string, changes: Readonly<Record<string, unknown>> = {}) => ({
      host: 'host01',
      zone,
      server: { address: '127.0.0.1', port: on.primary.port },
      key: on.primary.key('good'),
      type: 'A',
      name: `new.${zone}`,
      value: '10.10.60.6',
      ttl: 3600,
      present: true,
      ...changes,
    });
    const blocked = async (args: unknown) => {
      const judged = await judge(on.hosts, record, args);
      return judged.is === 'blocked' ? judged.why : judged;
    };
    const state = async (zone: string, changes: Readonly<Record<string, unknown>> = {}) => {
      const settings = {
        kind: 'rfc2136',
        host: 'host01',
        address: '127.0.0.1',
        port: on.primary.port,
        ttl: 3600,
      } as const;
      const place = { ...settings, key: on.primary.key('good'), forward: { zone }, ...changes };
      const { read } = await readParts(on.hosts, { read: zonePart(place, { zone }) });
      return 'unknown' in read ? read.unknown : read.known;
    };

    test('a key with another secret is refused, and that is said', async () => {
      const key = on.primary.key('wrong');
      const said = `the name server of host01 (127.0.0.1 port ${on.primary.port}) refuses the key of ${key} (BADSIG): its secret is another: use the same one in both`;
      expect(await blocked(step('farm', { key }))).toBe(said);
      expect(await state('farm', { key })).toBe(said);
    });

    test('a key the server does not know is refused, and that is said', async () => {
      const key = on.primary.key('stranger');
      const said = `refuses the key of ${key} (BADKEY): it has no key of that name, or does not allow it for farm`;
      expect(await blocked(step('farm', { key }))).toContain(said);
      expect(await state('farm', { key })).toContain(said);
    });

    test('a key file that is not there is never taken for no key', async () => {
      const key = join(on.primary.folder, 'none.key');
      const said = `host01: dig cannot use the key file ${key}: Couldn't read key from ${key}: file not found`;
      expect(await blocked(step('farm', { key }))).toContain(said);
      expect(await state('farm', { key })).toContain(said);
    });

    test('a key that is refused after the look is said too, and nothing is changed', async () => {
      const { seen } = await judge(on.hosts, record, step('farm'));
      const apply = (key: string) => record.apply(record.args.parse(step('farm', { key })), seen, applying(on.hosts));
      await expect(apply(on.primary.key('wrong'))).rejects.toThrow(
        /^adding new\.farm A 10\.10\.60\.6: .* \(BADSIG\): /,
      );
      await expect(apply(join(on.primary.folder, 'none.key'))).rejects.toThrow('nsupdate cannot use the key file');
      expect(on.primary.at('new.farm')).toEqual([]);
    });

    test('a key that may not update a zone: the update fails and how to allow it is said', async () => {
      const { seen, is } = await judge(on.hosts, record, step('fixed'));
      expect(is).toBe('todo');
      await expect(record.apply(record.args.parse(step('fixed')), seen, applying(on.hosts))).rejects.toThrow(
        kind !== 'Knot'
          ? /answers REFUSED: the key of .* may not update fixed\. Allow it there/
          : /\(BADKEY\): .*does not allow it for fixed/,
      );
    });

    test('a transfer that is refused leaves the zone unknown, and how to allow it is said', async () => {
      expect(await state('closed')).toMatch(
        /^the name server of host01 .* refuses a transfer \(AXFR\) of closed with the key of .*: allow it in the zone's configuration, with allow-transfer \{ key NAME; \}; \(BIND\), an acl with action: \[transfer, update\] \(Knot\)/,
      );
    });

    test('without a transfer an address is never taken for free', async () => {
      expect(await blocked(step('closed'))).toMatch(
        /^whether another name has 10\.10\.60\.6 is not known: the name server of host01 .* refuses a transfer/,
      );
    });

    test('without a transfer a record is removed and brought back, and a pointer is added', async () => {
      on.primary.change('closed', 'update add old.closed. 99 A 10.10.60.7');
      const args = step('closed', { name: 'old.closed', value: '10.10.60.7', present: false });
      const receipt = await perform(on.hosts, record, args);
      expect(on.primary.at('old.closed')).toEqual([]);
      await undo(on.hosts, [record], record, args, receipt);
      expect(on.primary.at('old.closed')).toEqual(['99 A 10.10.60.7']);
      const pointer = step('closed', { name: '6.closed', type: 'PTR', value: 'there.farm' });
      await undo(on.hosts, [record], record, pointer, await perform(on.hosts, record, pointer));
      expect(on.primary.at('6.closed')).toEqual([]);
    });

    test('without a transfer what a wildcard answers is not taken for the record of the name', async () => {
      const pointer = step('closed', { name: 'x.wild.closed', type: 'PTR', value: 'there.farm' });
      expect(await blocked(pointer)).toContain('as a wildcard above it does');
      expect(await blocked({ ...pointer, present: false })).toContain('as a wildcard above it does');
    });

    test('without a transfer a pointer below a wildcard is added, and removed, where it has another value', async () => {
      const pointer = step('closed', { name: 'y.wild.closed', type: 'PTR', value: 'elsewhere.farm' });
      const receipt = await perform(on.hosts, record, pointer);
      expect(on.primary.at('y.wild.closed')).toEqual(['3600 PTR elsewhere.farm.']);
      await undo(on.hosts, [record], record, pointer, receipt);
      expect(on.primary.at('y.wild.closed')).toEqual(['3600 PTR there.farm.']);
    });

    test('a zone the server has not, a name outside its zone, a server that is not there: each is said', async () => {
      const other = await blocked(step('other'));
      expect(other).toMatch(/answers REFUSED when it is asked for other: is the zone loaded there\?$/);
      expect(await blocked(step('vm.farm', { name: 'x.vm.farm' }))).toMatch(/has no zone vm\.farm/);
      expect(await blocked(step('farm', { name: 'x.other' }))).toContain('x.other is not in the zone farm');
      const server = { address: '127.0.0.1', port: 1 };
      expect(await blocked(step('farm', { server }))).toMatch(/\(127\.0\.0\.1 port 1\) does not answer: /);
      expect(await state('farm', { port: 1 })).toMatch(/\(127\.0\.0\.1 port 1\) does not answer: /);
    });
  });
});
