import { describe, expect, test } from 'vitest';
import { host } from '../../../platforms/isc-dhcpd/host.ts';
import { removeHost } from '../../../platforms/isc-dhcpd/remove-host.ts';
import type { Action } from '../../../src/engine/action.ts';
import { linesOf } from '../../../src/farm/text/patch.ts';

const place = {
  host: 'host01',
  file: '/etc/dhcp/dhcpd.conf',
  name: 'gallifrey-dev.xivo.vm.farm',
  restart: ['systemctl', 'restart', 'isc-dhcp-server'],
  health: ['systemctl', 'is-active', 'isc-dhcp-server'],
};
const mac = '52:54:86:b3:3f:10';
const hostArgs = { ...place, mac, address: '10.10.60.6', netmask: '255.255.255.0' };

const declared = (name: string, hardware = mac, fixed = name) =>
  `host ${name} {\n    hardware ethernet ${hardware};\n    fixed-address ${fixed};\n    option subnet-mask 255.255.255.0;\n}\n`;
const skaro = declared('skaro.xivo.vm.farm', '52:54:00:00:00:02');
const own = declared('gallifrey-dev.xivo.vm.farm');
const lines = own.trimEnd().split('\n');

/** What the host shows: dhcpd.conf (null: there is none), and whether the server is well. */
interface Shown {
  readonly file: string | null;
  readonly well?: boolean;
}

function shownBy(file: string | null, healthy: boolean) {
  return {
    state: file === null ? null : { text: file },
    healthy,
    source: { files: () => undefined, refused: null },
  };
}

function judge(action: Action, args: unknown, { file, well = true }: Shown) {
  return action.judge(args, action.see(args, shownBy(file, well)), false);
}

type Case = readonly [what: string, shown: Shown, judged: unknown];

const restart = 'systemctl restart isc-dhcp-server';
const both = ['dhcpd -t -cf /etc/dhcp/dhcpd.conf', restart];
const where = 'host01:/etc/dhcp/dhcpd.conf';

describe('dhcpd.host:', () => {
  const change = (added: readonly string[]) => ({
    is: 'todo',
    effect: { commands: both, changes: [{ host: 'host01', path: '/etc/dhcp/dhcpd.conf', removed: [], added }] },
  });
  const cases: readonly Case[] = [
    [
      'a host nobody has is added after the others, the file checked, the server restarted',
      { file: skaro },
      change(['', ...lines]),
    ],
    ['also where the server is down', { file: skaro, well: false }, change(['', ...lines])],
    [
      'one that is there is left',
      { file: skaro + own },
      { is: 'done', why: `gallifrey-dev.xivo.vm.farm is in ${where} with ${mac}` },
    ],
    [
      'however it is written',
      {
        file: `group { host "Gallifrey-Dev.xivo.vm.farm" { fixed-address 10.10.60.6; hardware ethernet 52:54:86:B3:3F:10; } }\n`,
      },
      { is: 'done', why: `gallifrey-dev.xivo.vm.farm is in ${where} with ${mac}` },
    ],
    [
      'one that is there is not done while the server is down',
      { file: skaro + own, well: false },
      { is: 'todo', effect: { commands: [restart] } },
    ],
    [
      'the name with another MAC is in the way',
      { file: declared(place.name, '52:54:00:00:00:99') },
      { is: 'blocked', why: `${where} has gallifrey-dev.xivo.vm.farm with MAC 52:54:00:00:00:99 already` },
    ],
    [
      'the name with another address is in the way',
      { file: declared(place.name, mac, '10.10.60.9') },
      { is: 'blocked', why: `${where} has gallifrey-dev.xivo.vm.farm with the fixed address 10.10.60.9 already` },
    ],
    [
      'the MAC of another host is in the way',
      { file: declared('other.farm') },
      { is: 'blocked', why: `other.farm (line 1) in ${where} has that MAC or address already` },
    ],
    [
      'the address of another host is in the way',
      { file: `${skaro}${declared('other.farm', '52:54:00:00:00:99', '10.10.60.6')}` },
      { is: 'blocked', why: `other.farm (line 6) in ${where} has that MAC or address already` },
    ],
    [
      'a file dhcpd could not read is never edited',
      { file: `${skaro}group {\n` },
      { is: 'blocked', why: `${where}:6: a brace is not closed` },
    ],
    ['a missing file is said', { file: null }, { is: 'blocked', why: `there is no file ${where}` }],
  ];
  test.each(cases)('%s', (_, shown, judged) => expect(judge(host, hostArgs, shown)).toEqual(judged));
});

describe('dhcpd.unhost:', () => {
  const change = (removed: readonly string[]) => ({
    is: 'todo',
    effect: { commands: both, changes: [{ host: 'host01', path: '/etc/dhcp/dhcpd.conf', removed, added: [] }] },
  });
  const cases: readonly Case[] = [
    [
      'the host is taken out, the file checked, the server restarted',
      { file: `${skaro}\n${own}` },
      change(['', ...lines]),
    ],
    [
      'one that is not there is left',
      { file: skaro },
      { is: 'done', why: `${where} has no host gallifrey-dev.xivo.vm.farm` },
    ],
    [
      'its removal is not done while the server is down',
      { file: skaro, well: false },
      { is: 'todo', effect: { commands: [restart] } },
    ],
    [
      'one that somebody gave another MAC is left to them',
      { file: declared(place.name, '52:54:00:00:00:99') },
      { is: 'done', why: 'gallifrey-dev.xivo.vm.farm has another MAC since (52:54:00:00:00:99): it is left alone' },
    ],
    [
      'a file dhcpd could not read is never edited',
      { file: '}\n' },
      { is: 'blocked', why: `${where}:1: a brace is closed that was not opened` },
    ],
  ];
  test.each(cases)('%s', (_, shown, judged) => expect(judge(removeHost, { ...place, mac }, shown)).toEqual(judged));

  test('that takes a change back leaves a host that somebody wrote something into', () => {
    const restore = { above: [], removed: [], added: linesOf(own), below: [] };
    const back = { ...place, mac, restore };
    expect(judge(removeHost, back, { file: own })).toMatchObject({ is: 'todo' });
    expect(judge(removeHost, back, { file: own.replace('{', '{ # rose needs it') })).toEqual({
      is: 'done',
      why: 'gallifrey-dev.xivo.vm.farm was changed by somebody since: it is left alone',
    });
  });

  test('without a MAC it takes whichever has the name', () => {
    expect(judge(removeHost, place, { file: declared(place.name, '52:54:00:00:00:99') })).toMatchObject({ is: 'todo' });
  });
});

test('nothing but names and addresses gets into dhcpd.conf', () => {
  const bad = [
    { name: 'a.farm { }' },
    { name: 'a.farm; group' },
    { mac: '52:54:86:b3:3f:10; }' },
    { mac: 'x' },
    { netmask: '255.255.255.0;' },
    { address: 'gallifrey' },
    { file: 'dhcpd.conf' },
    { restart: ['sh', '-c', 'a; b'] },
  ];
  for (const one of bad) expect(host.args.safeParse({ ...hostArgs, ...one }).success).toBe(false);
  expect(host.args.safeParse(hostArgs).success).toBe(true);
});

test('a host by a short name and a number is taken out, and brought back as it was', () => {
  const short = { ...place, name: 'skaro', remember: { address: '10.10.60.2', netmask: '255.255.255.0' } };
  const text = 'Host skaro { hardware ethernet 52:54:00:00:00:02; fixed-address 10.10.60.2; }\n';
  const [before, after] = [text, ''].map((file) => removeHost.see(short, shownBy(file, true)));
  const undoing = removeHost.undo(short, removeHost.receipt.of(short, before ?? null, after ?? null, 1));
  expect(undoing).toMatchObject({
    by: [{ action: 'dhcpd.host', args: { name: 'skaro', fixed: '10.10.60.2', mac: '52:54:00:00:00:02' } }],
  });
  const back = 'by' in undoing ? host.args.parse(undoing.by[0]?.args) : undefined;
  expect(judge(host, back, { file: '' })).toMatchObject({
    is: 'todo',
    effect: { changes: [{ added: [text.trimEnd()] }] },
  });
  expect(judge(host, back, { file: '# other\n' })).toMatchObject({
    effect: { changes: [{ added: expect.arrayContaining(['host skaro {', '    fixed-address 10.10.60.2;']) }] },
  });
});
