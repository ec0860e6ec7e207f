import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { entriesOf } from '../../examples/dnsmasq/entries.js';
import { host } from '../../examples/dnsmasq/host.js';
import { hosts } from '../../examples/dnsmasq/state.js';
import type { FileState } from '../../src/ssh/host.ts';
import { wouldDo } from '../farm/judging.ts';
import { judge, perform, type RealHost, realHost, undo } from '../farm/real-host.ts';

const place = { host: 'host01', file: '/etc/dnsmasq.hosts', reload: ['systemctl', 'reload', 'dnsmasq'] };
const skaro = '52:54:00:00:00:02,10.10.60.2,skaro.farm';
const own = '52:54:86:b3:3f:10,10.10.60.6,dev.farm';
const wanted = { ...place, present: true, name: 'dev.farm', lines: [own] };
const gone = { ...place, present: false, name: 'dev.farm' };
const reload = 'systemctl reload dnsmasq';

function judged(args: unknown, state: FileState | string) {
  return wouldDo(host, args, { facts: { state: typeof state === 'string' ? { text: state } : state } });
}

describe('dnsmasq.host', () => {
  test.each([
    ['an empty file', wanted, '', [`+ ${own}`, reload]],
    ['others', wanted, `# VMs\n${skaro}\n`, [`+ ${own}`, reload]],
    ['the same', wanted, `${skaro}\n${own}\n`, 'done: host01:/etc/dnsmasq.hosts has the host dev.farm'],
    [
      'the same, written otherwise',
      wanted,
      'dev.farm, 52:54:86:B3:3F:10,set:vms,10.10.60.6,infinite # by hand\n',
      'done: host01:/etc/dnsmasq.hosts has the host dev.farm',
    ],
    [
      'the name with another MAC',
      wanted,
      '52:54:00:00:00:01,10.10.60.6,dev.farm\n',
      'blocked: host01:/etc/dnsmasq.hosts has another host dev.farm: 52:54:00:00:00:01,10.10.60.6,dev.farm',
    ],
    [
      'its address with another',
      wanted,
      '52:54:00:00:00:01,10.10.60.6,printer\n',
      'blocked: host01:/etc/dnsmasq.hosts gives the MAC or address of dev.farm already: 52:54:00:00:00:01,10.10.60.6,printer',
    ],
    [
      'its MAC with another',
      wanted,
      '52:54:86:b3:3f:10,10.10.60.9,printer\n',
      'blocked: host01:/etc/dnsmasq.hosts gives the MAC or address of dev.farm already: 52:54:86:b3:3f:10,10.10.60.9,printer',
    ],
    [
      'no file',
      wanted,
      null,
      'blocked: host01:/etc/dnsmasq.hosts is not there: make it a file, and name it as dhcp-hostsfile in dnsmasq.conf',
    ],
    ['one to take out', gone, `${skaro}\n${own}\n`, [`- ${own}`, reload]],
    ['two of its name', gone, `${own}\n${own},1h\n`, [`- ${own}`, `- ${own},1h`, reload]],
    ['none to take out', gone, `${skaro}\n`, 'done: host01:/etc/dnsmasq.hosts has no host dev.farm'],
    [
      'a line that was changed since',
      { ...gone, lines: [own] },
      `${own},1h\n`,
      'done: host01:/etc/dnsmasq.hosts has no host dev.farm, or it was changed since',
    ],
  ])('where there is %s', (_, args, state, would) => {
    expect(judged(args, state)).toEqual(would);
  });

  test('a host that is put in claims its MAC and its address, one that is taken out nothing', () => {
    expect(host.claims?.(host.args.parse(wanted))).toEqual([
      { kind: 'mac', mac: '52:54:86:b3:3f:10' },
      { kind: 'address', address: '10.10.60.6' },
    ]);
    expect(host.claims?.(host.args.parse(gone))).toEqual([]);
  });

  test.each([
    ['a line that is two', { ...wanted, lines: [`${own}\n${skaro}`] }],
    ['no line to put in', { ...wanted, lines: undefined }],
    ['a name with a comma', { ...wanted, name: 'a,b' }],
  ])('refuses %s', (_, args) => {
    expect(host.args.safeParse(args).success).toBe(false);
  });

  describe('on a host', () => {
    let real: RealHost;
    let args: { readonly file: string };
    beforeAll(async () => {
      real = await realHost();
      args = { file: join(mkdtempSync(join(tmpdir(), 'farmhand-dnsmasq-')), 'dnsmasq.hosts') };
    });
    afterAll(async () => {
      rmSync(dirname(args.file), { recursive: true });
      await real?.close();
    });
    const read = () => readFileSync(args.file, 'utf8');
    const here = (given: object) => ({ ...given, ...args, host: 'host01', reload: ['true'] });

    test('puts its line in and takes that line back, whatever came meanwhile', async () => {
      writeFileSync(args.file, `# VMs\n${skaro}`);
      const receipt = await perform(real.hosts, host, here(wanted));
      expect(read()).toBe(`# VMs\n${skaro}\n${own}\n`);
      expect(await judge(real.hosts, host, here(wanted))).toMatchObject({ is: 'done' });
      writeFileSync(args.file, `${read()}# later\n`);
      await undo(real.hosts, [host], host, here(wanted), receipt);
      expect(read()).toBe(`# VMs\n${skaro}\n# later\n`);
    });

    test('takes out every line of a name and brings them back as they were', async () => {
      writeFileSync(args.file, `${own},set:a\t# one\n${skaro}\n${own},1h\n`);
      const receipt = await perform(real.hosts, host, here(gone));
      expect(read()).toBe(`${skaro}\n`);
      await undo(real.hosts, [host], host, here(gone), receipt);
      expect(read()).toBe(`${skaro}\n${own},set:a\t# one\n${own},1h\n`);
    });

    test('puts the old file back where the reload fails', async () => {
      writeFileSync(args.file, `${skaro}\n`);
      await expect(perform(real.hosts, host, { ...here(wanted), reload: ['false'] })).rejects.toThrow();
      expect(read()).toBe(`${skaro}\n`);
    });
  });
});

test('what an entry says is read in any order, and what it does not say is not guessed', () => {
  const text =
    '\n# none\nid:00:11,10.10.60.3\n*:*:*:*:*:*,laptop\n52:54:00:00:00:01,52:54:00:00:00:02,10.10.60.4,two,12h\n';
  expect(entriesOf(text)).toMatchObject([
    { line: 3, macs: [], addresses: ['10.10.60.3'], unread: ['id:00:11'] },
    { line: 4, name: 'laptop', unread: ['*:*:*:*:*:*'] },
    { line: 5, name: 'two', macs: ['52:54:00:00:00:01', '52:54:00:00:00:02'], addresses: ['10.10.60.4'], unread: [] },
  ]);
  const { inventory, hosts: found } = hosts({ ...place, kind: 'dnsmasq' }).make({ state: { text } });
  expect(inventory.opaque).toEqual([
    '/etc/dnsmasq.hosts:3: what id:00:11 stands for is not known',
    '/etc/dnsmasq.hosts:4: what *:*:*:*:*:* stands for is not known',
  ]);
  expect(inventory.claims.map(({ by }) => by)).toContain('DHCP host two (/etc/dnsmasq.hosts:5)');
  expect(found).toHaveLength(3);
});
