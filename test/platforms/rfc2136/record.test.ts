import { describe, expect, test } from 'vitest';
import { record } from '../../../platforms/rfc2136/record.ts';
import { reverseName } from '../../../src/farm/reverse-name.ts';
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
)('records by dynamic update', () => {
  describe.each<ServerKind>(['BIND', 'Knot', 'stand-in'])('on a running %s', (kind) => {
    const on = runningPrimary(kind);

    /** The arguments of a step; a name of its own for each test. */
    const step = (name: string, changes: Readonly<Record<string, unknown>> = {}) => ({
      host: 'host01',
      zone: 'farm',
      server: { address: '127.0.0.1', port: on.primary.port },
      key: on.primary.key('good'),
      type: 'A',
      name,
      value: '10.10.60.6',
      ttl: 3600,
      present: true,
      ...changes,
    });
    const look = (args: unknown) => judge(on.hosts, record, args);
    const doing = (args: unknown) => perform(on.hosts, record, args);
    const taking = (args: unknown, receipt: unknown) =>
      undo(on.hosts, [record], record, args, receipt as Parameters<typeof undo>[4]);
    const blocked = (args: unknown) => look(args).then((judged) => (judged.is === 'blocked' ? judged.why : judged));

    test('a name nobody has is added, the server raises the serial, and then there is nothing to do', async () => {
      const before = on.primary.serial('farm');
      const args = step('one.farm', { value: '10.10.60.11' });
      expect(await look(args)).toMatchObject({
        is: 'todo',
        effect: {
          commands: [
            `nsupdate -v -t 20 -k ${on.primary.key('good')}`,
            `server 127.0.0.1 ${on.primary.port}`,
            'zone farm.',
            'prereq nxrrset one.farm. A',
            'prereq nxrrset one.farm. CNAME',
            'prereq nxrrset one.farm. AAAA',
            'update add one.farm. 3600 A 10.10.60.11',
            'send',
          ],
        },
      });
      await doing(args);
      expect(on.primary.at('one.farm')).toEqual(['3600 A 10.10.60.11']);
      expect(on.primary.serial('farm')).toBeGreaterThan(before);
      expect(await look(args)).toMatchObject({ is: 'done', why: 'one.farm has 10.10.60.11 already' });
    });

    test('an added record goes again when it is undone, and nothing else of its name', async () => {
      const args = step('undone.farm', { value: '10.10.60.12' });
      const receipt = await doing(args);
      on.primary.change('farm', 'update add undone.farm. 60 TXT "kept"');
      on.primary.change('farm', 'update add undone.farm. 3600 A 10.10.60.13');
      await taking(args, receipt);
      expect(on.primary.at('undone.farm')).toEqual(['3600 A 10.10.60.13', '60 TXT "kept"']);
    });

    test('an added record that somebody gave another value since is left alone when it is undone', async () => {
      const args = step('taken.farm', { value: '10.10.60.14' });
      const undoing = record.undo(record.args.parse(args), await doing(args));
      on.primary.change('farm', 'update delete taken.farm. A', 'update add taken.farm. 60 A 10.10.60.15');
      const [back] = 'by' in undoing ? undoing.by : [];
      expect(await look(back?.args)).toMatchObject({
        is: 'done',
        why: 'taken.farm has 10.10.60.15 now, which is left alone',
      });
    });

    test('a name that has another value is not taken, and whose it is is said', async () => {
      expect(await blocked(step('skaro.xivo.vm.farm'))).toMatch(
        /^skaro\.xivo\.vm\.farm has A 10\.10\.60\.2 in farm on the name server of host01 .* already, so that it is the name of 10\.10\.60\.2: .*update delete skaro\.xivo\.vm\.farm\. A 10\.10\.60\.2\)$/,
      );
    });

    test('a name that is an alias, or has an IPv6 address, is not taken', async () => {
      expect(await blocked(step('alias.farm'))).toContain(
        'alias.farm is an alias (CNAME) of skaro.xivo.vm.farm in farm',
      );
      expect(await blocked(step('six.farm'))).toContain('six.farm has AAAA 2001:db8::6');
    });

    test('an address that another name has is not given again, even when a wildcard has it', async () => {
      expect(await blocked(step('two.farm', { value: '10.10.60.2' }))).toContain('for skaro.xivo.vm.farm already');
      expect(await blocked(step('two.farm', { value: '10.10.60.99' }))).toContain('for *.wild.farm already');
    });

    test('a name below a wildcard gets a record of its own', async () => {
      const args = step('own.wild.farm', { value: '10.10.60.16' });
      const receipt = await doing(args);
      expect(on.primary.at('own.wild.farm')).toEqual(['3600 A 10.10.60.16']);
      await taking(args, receipt);
      expect(on.primary.at('own.wild.farm')).toEqual(['3600 A 10.10.60.99']);
    });

    test('a name below a delegation belongs to another server', async () => {
      expect(await blocked(step('x.sub.farm'))).toContain('leaves x.sub.farm to another server');
    });

    test.each([
      ['the same name with another value', 'update add race-a.farm. 60 A 10.10.60.18', '60 A 10.10.60.18'],
      ['an alias of the name', 'update add race-b.farm. 60 CNAME six.farm.', '60 CNAME six.farm.'],
      ['an IPv6 address of the name', 'update add race-c.farm. 60 AAAA 2001:db8::7', '60 AAAA 2001:db8::7'],
    ])('somebody adds %s after the look: an error, and nothing is changed', async (_, line, left) => {
      const name = line.split(' ')[2]?.slice(0, -1) ?? '';
      const args = step(name, { value: '10.10.60.17' });
      const { seen } = await look(args);
      on.primary.change('farm', line);
      const serial = on.primary.serial('farm');
      await expect(record.apply(record.args.parse(args), seen, applying(on.hosts))).rejects.toThrow(
        `adding ${name} A 10.10.60.17: nothing was changed, because somebody changed ${name} meanwhile`,
      );
      expect(on.primary.at(name)).toEqual([left]);
      expect(on.primary.serial('farm')).toBe(serial);
    });

    test('somebody changes the record after the look of a removal: an error, and nothing is removed', async () => {
      on.primary.change('farm', 'update add moved.farm. 60 A 10.10.60.20');
      const args = step('moved.farm', { value: '10.10.60.20', present: false });
      const { seen } = await look(args);
      on.primary.change('farm', 'update add moved.farm. 60 A 10.10.60.21');
      await expect(record.apply(record.args.parse(args), seen, applying(on.hosts))).rejects.toThrow(
        'removing moved.farm A 10.10.60.20: nothing was changed, because somebody changed moved.farm meanwhile',
      );
      expect(on.primary.at('moved.farm')).toEqual(['60 A 10.10.60.20', '60 A 10.10.60.21']);
    });

    test('a removal takes its own value alone, and brings it back with the TTL it had', async () => {
      on.primary.change('farm', 'update add both.farm. 77 A 10.10.60.22', 'update add both.farm. 77 A 10.10.60.23');
      on.primary.change('farm', 'update add other.farm. 77 A 10.10.60.22');
      const args = step('both.farm', { value: '10.10.60.22', present: false });
      const receipt = await doing(args);
      expect(on.primary.at('both.farm')).toEqual(['77 A 10.10.60.23']);
      await taking(args, receipt);
      expect(on.primary.at('both.farm')).toEqual(['77 A 10.10.60.22', '77 A 10.10.60.23']);
    });

    test('a removal of what is not there, or is another value, has nothing to do', async () => {
      expect(await look(step('nobody.farm', { present: false }))).toMatchObject({
        is: 'done',
        why: 'nobody.farm has no A record 10.10.60.6',
      });
      expect(await look(step('skaro.xivo.vm.farm', { present: false }))).toMatchObject({
        is: 'done',
        why: 'skaro.xivo.vm.farm has 10.10.60.2 now, which is left alone',
      });
    });

    test('a removal that was undone is not brought back where somebody has the address now', async () => {
      on.primary.change('farm', 'update add gone.farm. 60 A 10.10.60.24');
      const args = step('gone.farm', { value: '10.10.60.24', present: false });
      const undoing = record.undo(record.args.parse(args), await doing(args));
      on.primary.change('farm', 'update add newer.farm. 60 A 10.10.60.24');
      const [back] = 'by' in undoing ? undoing.by : [];
      expect(await blocked(back?.args)).toContain('has 10.10.60.24 for newer.farm already');
    });

    test('pointers are added and removed likewise', async () => {
      const place = { zone: '10.10.in-addr.arpa', type: 'PTR', value: 'gallifrey.xivo.vm.farm' };
      const args = step('6.60.10.10.in-addr.arpa', place);
      const receipt = await doing(args);
      expect(on.primary.at(args.name)).toEqual(['3600 PTR gallifrey.xivo.vm.farm.']);
      expect(await look(args)).toMatchObject({ is: 'done' });
      await taking(args, receipt);
      expect(on.primary.at(args.name)).toEqual([]);
      expect(await blocked(step('2.60.10.10.in-addr.arpa', place))).toContain(
        'the address is that of skaro.xivo.vm.farm',
      );
      expect(await blocked(step('3.60.10.10.in-addr.arpa', place))).toContain('is an alias (CNAME) of');
    });

    test('an IPv6 address is added beside the other, points back, and both go again', async () => {
      const a = step('both-kinds.farm', { value: '10.10.60.26' });
      const aaaa = step('both-kinds.farm', { type: 'AAAA', value: '2001:db8:10:60::26' });
      const place = { zone: '8.b.d.0.1.0.0.2.ip6.arpa', type: 'PTR', value: 'both-kinds.farm' };
      const ptr = step(reverseName('2001:db8:10:60::26'), place);
      const receipts = [];
      for (const one of [a, aaaa, ptr]) receipts.push(await doing(one));
      expect(on.primary.at('both-kinds.farm')).toEqual(['3600 A 10.10.60.26', '3600 AAAA 2001:db8:10:60::26']);
      expect(on.primary.at(ptr.name)).toEqual(['3600 PTR both-kinds.farm.']);
      for (const one of [a, aaaa, ptr]) expect(await look(one)).toMatchObject({ is: 'done' });
      expect(await blocked(step('two.farm', { type: 'AAAA', value: '2001:db8:10:60::26' }))).toContain(
        'has 2001:db8:10:60::26 for both-kinds.farm already',
      );
      expect(await blocked(step('six.farm', { type: 'AAAA', value: '2001:db8::9' }))).toContain(
        'six.farm has AAAA 2001:db8::6 in farm',
      );
      for (const one of [ptr, aaaa, a]) await taking(one, receipts.pop() ?? null);
      expect([on.primary.at('both-kinds.farm'), on.primary.at(ptr.name)]).toEqual([[], []]);
    });

    test('it waits for hosts that must find the name, and says so', async () => {
      const args = step('waited.farm', { value: '10.10.60.25', resolvers: ['host01'] });
      const judged = await look(args);
      expect(judged.is === 'todo' && judged.effect.commands.at(-1)).toBe('wait until host01 resolves waited.farm');
      on.primary.change('farm', 'update add waited.farm. 60 A 10.10.60.25');
      expect(await look(args)).toMatchObject({
        is: 'todo',
        effect: { commands: ['wait until host01 resolves waited.farm'] },
      });
    });
  });
});
