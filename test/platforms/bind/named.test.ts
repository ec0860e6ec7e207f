import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { record } from '../../../platforms/bind/record.ts';
import { zonePart } from '../../../platforms/bind/state.ts';
import { readParts } from '../../../src/farm/read-parts.ts';
import { reverseName } from '../../../src/farm/reverse-name.ts';
import type { Reading, ZoneState } from '../../../src/farm/state.ts';
import { applying, judge, perform, type RealHost, realHost, undo } from '../../farm/real-host.ts';
import { until } from '../../support/daemon.ts';
import { needs } from '../../support/servers.ts';
import { type Named, startNamed } from './named.ts';

const forward = readFileSync(new URL('../../lab/host/etc/bind/db.farm', import.meta.url), 'utf8');
const reverse = readFileSync(new URL('../../lab/host/etc/bind/db.10.10', import.meta.url), 'utf8');

needs(
  'named',
  'named-checkzone',
  'sshd',
)('records on a running name server', () => {
  let named: Named;
  let real: RealHost;
  let a: Record<string, unknown>;
  let ptr: Record<string, unknown>;

  beforeAll(async () => {
    [named, real] = await Promise.all([startNamed(forward, reverse), realHost()]);
    const place = { host: 'host01', server: { address: '127.0.0.1', port: named.port }, reload: named.reload };
    const name = 'gallifrey-dev.xivo.vm.farm';
    a = { ...place, zone: 'farm', file: named.forward, type: 'A', name, value: '10.10.60.6' };
    ptr = {
      ...place,
      zone: '10.10.in-addr.arpa',
      file: named.reverse,
      type: 'PTR',
      name: '6.60.10.10.in-addr.arpa',
      value: name,
    };
  });
  afterAll(() => Promise.all([named?.stop(), real?.close()]));

  const dig = (...question: readonly string[]) =>
    execFileSync('dig', ['+short', '@127.0.0.1', '-p', String(named.port), ...question], { encoding: 'utf8' }).trim();
  const readState = () => {
    const dns = { kind: 'bind', host: 'host01', address: '127.0.0.1', port: named.port, reload: named.reload };
    const part = (zone: string, file: string) => zonePart({ ...dns, forward: { zone, file } }, { zone, file });
    return readParts(real.hosts, {
      forward: part('farm', named.forward),
      dynamic: part('dynamic', join(named.folder, 'db.dynamic')),
    });
  };
  const addressesIn = (zone: Reading<ZoneState>) =>
    'known' in zone
      ? zone.known.inventory.claims.flatMap(({ thing }) => (thing.kind === 'address' ? [thing.first] : []))
      : zone;
  const serialOf = (text: string) => Number(/(\d+)\s*; serial/.exec(text)?.[1]);
  const withoutSerial = (text: string) => text.replace(/\d+(\s*; serial)/, '$1');

  beforeEach(async () => {
    // The serial rises from test to test, as named wants it.
    const again = (file: string, text: string) =>
      writeFileSync(file, text.replace('2011031200', String(serialOf(named.read(file)) + 1)));
    again(named.forward, forward);
    again(named.reverse, reverse);
    execFileSync(named.reload[0] ?? '', named.reload.slice(1));
    await until('both zones are loaded', () =>
      [
        ['farm', named.forward],
        ['10.10.in-addr.arpa', named.reverse],
      ].every(([zone = '', file = '']) => dig(zone, 'SOA').includes(` ${serialOf(named.read(file))} `)),
    );
  });

  test('a record is answered as soon as the step is done, and gone when it is undone, the file the same but for its serial', async () => {
    const before = named.read(named.forward);
    const receipt = await perform(real.hosts, record, a);
    expect(dig('gallifrey-dev.xivo.vm.farm', 'A')).toBe('10.10.60.6');
    expect(named.read(named.forward)).toContain('\ngallifrey-dev.xivo.vm  IN  A   10.10.60.6\n');
    expect(serialOf(named.read(named.forward))).toBeGreaterThan(serialOf(before));
    await undo(real.hosts, [record], record, a, receipt);
    expect(dig('gallifrey-dev.xivo.vm.farm', 'A')).toBe('');
    expect(withoutSerial(named.read(named.forward))).toBe(withoutSerial(before));
  });

  test('so is a pointer', async () => {
    const before = named.read(named.reverse);
    const receipt = await perform(real.hosts, record, ptr);
    expect(dig('-x', '10.10.60.6')).toBe('gallifrey-dev.xivo.vm.farm.');
    await undo(real.hosts, [record], record, ptr, receipt);
    expect(dig('-x', '10.10.60.6')).toBe('');
    expect(withoutSerial(named.read(named.reverse))).toBe(withoutSerial(before));
  });

  test('so are an AAAA record beside an A record, and its pointer', async () => {
    const before = [named.read(named.forward), named.read(named.reverse6)];
    const aaaa = { ...a, type: 'AAAA', value: '2001:db8:10:60::6' };
    const zone = '8.b.d.0.1.0.0.2.ip6.arpa';
    const owner = reverseName(aaaa.value);
    const ptr6 = { ...ptr, zone, file: named.reverse6, name: owner };
    const receipts = [];
    for (const step of [a, aaaa, ptr6]) receipts.push(await perform(real.hosts, record, step));
    expect(named.read(named.forward)).toContain(
      '  10.10.60.6\ngallifrey-dev.xivo.vm  IN  AAAA   2001:db8:10:60::6\n'.slice(1),
    );
    expect(dig('gallifrey-dev.xivo.vm.farm', 'AAAA')).toBe('2001:db8:10:60::6');
    expect(dig('-x', '2001:db8:10:60::6')).toBe('gallifrey-dev.xivo.vm.farm.');
    for (const step of [a, aaaa, ptr6]) expect(await judge(real.hosts, record, step)).toMatchObject({ is: 'done' });
    const other = { ...aaaa, name: 'other.xivo.vm.farm' };
    expect(await judge(real.hosts, record, other)).toMatchObject({
      is: 'blocked',
      why: expect.stringContaining('has 2001:db8:10:60::6 for gallifrey-dev.xivo.vm.farm already'),
    });
    for (const step of [ptr6, aaaa, a]) await undo(real.hosts, [record], record, step, receipts.pop() ?? null);
    expect(dig('gallifrey-dev.xivo.vm.farm', 'AAAA')).toBe('');
    expect(dig('-x', '2001:db8:10:60::6')).toBe('');
    const plain = (text: string | undefined) => withoutSerial(text ?? '').replace(/root \d+/, 'root');
    expect([named.read(named.forward), named.read(named.reverse6)].map(plain)).toEqual(before.map(plain));
  });

  test('a removal is undone to the same place', async () => {
    const before = named.read(named.forward);
    const skaro = { ...a, present: false, name: 'skaro.xivo.vm.farm', value: '10.10.60.2' };
    const receipt = await perform(real.hosts, record, skaro);
    expect(dig('skaro.xivo.vm.farm', 'A')).toBe('');
    await undo(real.hosts, [record], record, skaro, receipt);
    expect(dig('skaro.xivo.vm.farm', 'A')).toBe('10.10.60.2');
    expect(withoutSerial(named.read(named.forward))).toBe(withoutSerial(before));
  });

  test('undo leaves what others wrote into the file since', async () => {
    const receipt = await perform(real.hosts, record, a);
    writeFileSync(
      named.forward,
      named
        .read(named.forward)
        .replace('; virtual machines', '; virtual machines, all of them')
        .concat('later IN A 10.10.60.99\n'),
    );
    await undo(real.hosts, [record], record, a, receipt);
    expect(withoutSerial(named.read(named.forward))).toBe(
      withoutSerial(
        forward.replace('; virtual machines', '; virtual machines, all of them').concat('later IN A 10.10.60.99\n'),
      ),
    );
    expect(dig('later.farm', 'A')).toBe('10.10.60.99');
  });

  test('a file edited by hand and never reloaded is not done, and the step reloads it', async () => {
    writeFileSync(
      named.forward,
      named
        .read(named.forward)
        .replace(/\d+(\s*; serial)/, '2051010101$1')
        .concat('gallifrey-dev.xivo.vm IN A 10.10.60.6\n'),
    );
    const judged = await judge(real.hosts, record, a);
    expect(judged).toMatchObject({ is: 'todo', effect: { commands: [named.reload.join(' ')] } });
    expect(await perform(real.hosts, record, a)).toBeNull();
    expect(dig('gallifrey-dev.xivo.vm.farm', 'A')).toBe('10.10.60.6');
  });

  test('six records added at once are all there in the end', async () => {
    const numbers = Array.from({ length: 6 }, (_, index) => 20 + index);
    await Promise.all(
      numbers.map((number) =>
        perform(real.hosts, record, { ...a, name: `vm${number}.xivo.vm.farm`, value: `10.10.60.${number}` }),
      ),
    );
    for (const number of numbers) expect(dig(`vm${number}.xivo.vm.farm`, 'A')).toBe(`10.10.60.${number}`);
  });

  test('names in a file it includes are there, wherever named looks for that file', async () => {
    writeFileSync(join(named.folder, 'vms.inc'), 'lab.xivo.vm A 10.10.60.20\n$GENERATE 30-31 guest$ A 10.10.60.$\n');
    writeFileSync(named.forward, named.read(named.forward).concat('$INCLUDE vms.inc\n'));
    const { forward } = await readState();
    expect(forward).toMatchObject({
      known: { records: expect.arrayContaining([expect.objectContaining({ name: 'lab.xivo.vm.farm' })]) },
    });
    expect(addressesIn(forward)).toEqual(expect.arrayContaining(['10.10.60.20', '10.10.60.30', '10.10.60.31']));
    await perform(real.hosts, record, a);
    expect(dig('lab.xivo.vm.farm', 'A')).toBe('10.10.60.20');
    rmSync(join(named.folder, 'vms.inc'));
  });

  test('a file put back from a backup gets a serial above the one that is served', async () => {
    const served = Number(dig('farm', 'SOA').split(' ')[2]);
    writeFileSync(named.forward, named.read(named.forward).replace(/\d+(\s*; serial)/, `${served - 5}$1`));
    await perform(real.hosts, record, a);
    expect(serialOf(named.read(named.forward))).toBeGreaterThan(served);
    expect(Number(dig('farm', 'SOA').split(' ')[2])).toBe(serialOf(named.read(named.forward)));
  });

  test.each([
    ['dynamic', /^host01: dynamic takes dynamic updates \(/],
    ['signed', /^host01: signed is signed \(DNSSEC\)/],
  ])('a %s zone is said to be one when the step is planned', async (zone, why) => {
    const own = { ...a, zone, file: join(named.folder, `db.${zone}`), name: `gallifrey-dev.${zone}` };
    for (const present of [true, false])
      expect(await judge(real.hosts, record, { ...own, present })).toMatchObject({
        is: 'blocked',
        why: expect.stringMatching(why),
      });
  });

  test('what only the running server has of a dynamic zone counts', async () => {
    const input = `server 127.0.0.1 ${named.port}\nupdate add lab.dynamic. 60 A 10.10.60.77\nsend\n`;
    execFileSync('nsupdate', { input });
    const { dynamic } = await readState();
    expect(addressesIn(dynamic)).toContain('10.10.60.77');
  });

  test('a file that changed under an approved change is not touched', async () => {
    const { seen } = await judge(real.hosts, record, a);
    const other = named.read(named.forward).concat('gallifrey-dev.xivo.vm IN A 10.10.60.9\n');
    writeFileSync(named.forward, other.replace('skaro.xivo.vm ', 'skaro.xivo.vm. '));
    const known = record.args.parse(a);
    await expect(record.apply(known, seen, applying(real.hosts))).rejects.toThrow('is not the approved one any more');
    expect(named.read(named.forward)).toBe(other.replace('skaro.xivo.vm ', 'skaro.xivo.vm. '));
  });

  test('what named-checkzone refuses is put back', async () => {
    writeFileSync(named.forward, named.read(named.forward).replace('host01  IN  A', 'host01  IN  A6'));
    const text = named.read(named.forward);
    const { seen } = await judge(real.hosts, record, a);
    await expect(record.apply(record.args.parse(a), seen, applying(real.hosts))).rejects.toThrow(
      /refused the new .*\(check\)/s,
    );
    expect(named.read(named.forward)).toBe(text);
  });

  test('a server that does not take the new zone gets the old file back, and its own words are told', async () => {
    const { seen } = await judge(real.hosts, record, a);
    const text = named.read(named.forward);
    const broken = { ...a, reload: ['false'] };
    await expect(record.apply(record.args.parse(broken), seen, applying(real.hosts))).rejects.toThrow(/\(reload\)/);
    expect(named.read(named.forward)).toBe(text);
  });

  test('a server that is not there, or has not that zone, is said to be in the way', async () => {
    const nobody = { ...a, server: { address: '127.0.0.1', port: 1 } };
    expect(await judge(real.hosts, record, nobody)).toMatchObject({
      is: 'blocked',
      why: expect.stringContaining('does not answer: '),
    });
    const foreign = { ...a, zone: 'other', name: 'x.other' };
    expect(await judge(real.hosts, record, foreign)).toMatchObject({ is: 'blocked' });
    const judged = await judge(real.hosts, record, { ...a, zone: 'other', name: 'x.other', file: named.forward });
    expect(JSON.stringify(judged)).toMatch(/REFUSED|no SOA record of other/);
  });
});
