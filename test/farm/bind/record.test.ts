import { describe, expect, test } from 'vitest';
import { record, unrecord } from '../../../src/farm/bind/record.ts';

const args = {
  host: 'host01',
  zone: 'farm',
  file: '/etc/bind/db.farm',
  type: 'A',
  name: 'gallifrey-dev.xivo.vm.farm',
  value: '10.10.60.6',
  server: { address: '127.0.0.1', port: 53 },
  reload: ['systemctl', 'reload', 'named'],
} as const;

const head = '@ SOA host01 root 2011031200 1 2 3 4\nskaro.xivo.vm   IN  A   10.10.60.2\n';
const line = 'gallifrey-dev.xivo.vm   IN  A   10.10.60.6';

/** What the host shows: the zone file (null: there is none) and what the server answers for the name. */
interface Shown {
  readonly file: string | null;
  readonly served: readonly string[] | string;
}

function judge(action: typeof record, { file, served }: Shown, planning = false) {
  const answer = typeof served === 'string' ? { problem: served } : { values: served };
  const seen = action.see(args, [file === null ? null : { text: file }, '20261122', answer]);
  return action.judge(args, seen, planning);
}

const reload = 'systemctl reload named';
const serial = { removed: '@ SOA host01 root 2011031200 1 2 3 4', added: '@ SOA host01 root 2026112200 1 2 3 4' };

type Case = readonly [what: string, shown: Shown, judged: unknown];

describe('bind.record:', () => {
  const cases: readonly Case[] = [
    [
      'a name nobody has is added, the serial raised, the server reloaded',
      { file: head, served: [] },
      {
        is: 'todo',
        effect: {
          commands: ['named-checkzone farm /etc/bind/db.farm', reload],
          changes: [{ host: 'host01', path: '/etc/bind/db.farm', removed: [], added: [line], volatile: [serial] }],
        },
      },
    ],
    [
      'what is there and served is left',
      { file: `${head}${line}\n`, served: ['10.10.60.6'] },
      { is: 'done', why: 'gallifrey-dev.xivo.vm.farm has 10.10.60.6 already' },
    ],
    [
      'what is written otherwise but means the same is left',
      { file: `${head}$ORIGIN VM.farm.\nGallifrey-dev.xivo A ( 10.10.60.6 )\n`, served: ['10.10.60.6'] },
      { is: 'done', why: 'gallifrey-dev.xivo.vm.farm has 10.10.60.6 already' },
    ],
    [
      'a file edited and not reloaded is not done',
      { file: `${head}${line}\n`, served: [] },
      { is: 'todo', effect: { commands: [reload] } },
    ],
    [
      'a file edited and not reloaded over an old address neither',
      { file: `${head}${line}\n`, served: ['10.10.60.9'] },
      { is: 'todo', effect: { commands: [reload] } },
    ],
    [
      'another address of the name is in the way',
      { file: `${head}gallifrey-dev.xivo.vm A 10.10.60.9\n`, served: ['10.10.60.9'] },
      { is: 'blocked', why: 'gallifrey-dev.xivo.vm.farm has 10.10.60.9 in host01:/etc/bind/db.farm already' },
    ],
    [
      'another address beside the wanted one is in the way',
      { file: `${head}${line}\n A 10.10.60.9\n`, served: ['10.10.60.6', '10.10.60.9'] },
      { is: 'blocked', why: 'gallifrey-dev.xivo.vm.farm has 10.10.60.9 in host01:/etc/bind/db.farm already' },
    ],
    [
      'another name at the address is in the way',
      { file: `${head}printer IN A 10.10.60.6\n`, served: [] },
      {
        is: 'blocked',
        why: 'host01:/etc/bind/db.farm has 10.10.60.6 for printer.farm already: two names would be at one address',
      },
    ],
    [
      'a record that is there beside another name at the address is left',
      { file: `${head}${line}\nprinter IN A 10.10.60.6\n`, served: ['10.10.60.6'] },
      { is: 'done', why: 'gallifrey-dev.xivo.vm.farm has 10.10.60.6 already' },
    ],
    [
      'an alias of the name is in the way',
      { file: `${head}gallifrey-dev.xivo.vm CNAME skaro.xivo.vm\n`, served: [] },
      {
        is: 'blocked',
        why: 'gallifrey-dev.xivo.vm.farm has CNAME skaro.xivo.vm.farm in host01:/etc/bind/db.farm already',
      },
    ],
    [
      'what the server has from elsewhere is in the way',
      { file: head, served: ['10.10.60.77'] },
      {
        is: 'blocked',
        why: expect.stringContaining(
          'answers 10.10.60.77 for gallifrey-dev.xivo.vm.farm, and /etc/bind/db.farm has no such record: it comes from an $INCLUDE',
        ),
      },
    ],
    [
      'a wildcard is not',
      { file: `${head}*.xivo.vm A 10.10.60.77\n`, served: ['10.10.60.77'] },
      { is: 'todo', effect: expect.objectContaining({ commands: ['named-checkzone farm /etc/bind/db.farm', reload] }) },
    ],
    [
      'a server that does not answer is in the way',
      { file: head, served: 'the name server of host01 does not answer' },
      { is: 'blocked', why: 'the name server of host01 does not answer' },
    ],
    [
      'a file BIND could not read is never edited',
      { file: `${head}x A (\n`, served: [] },
      { is: 'blocked', why: 'host01:/etc/bind/db.farm:3: a parenthesis is not closed' },
    ],
    [
      'a file without SOA neither',
      { file: 'a A 1.1.1.1\n', served: [] },
      {
        is: 'blocked',
        why: 'host01:/etc/bind/db.farm:1: the file has no SOA record of farm, so its serial cannot rise',
      },
    ],
    [
      'a missing file is said',
      { file: null, served: [] },
      { is: 'blocked', why: 'there is no file host01:/etc/bind/db.farm' },
    ],
  ];
  test.each(cases)('%s', (_, shown, judged) => expect(judge(record, shown)).toEqual(judged));
});

describe('bind.unrecord:', () => {
  const cases: readonly Case[] = [
    [
      'the record is taken out, the serial raised, the server reloaded',
      { file: `${head}${line}\n`, served: ['10.10.60.6'] },
      {
        is: 'todo',
        effect: {
          commands: ['named-checkzone farm /etc/bind/db.farm', reload],
          changes: [{ host: 'host01', path: '/etc/bind/db.farm', removed: [line], added: [], volatile: [serial] }],
        },
      },
    ],
    [
      'one that is not there is left',
      { file: head, served: [] },
      { is: 'done', why: 'gallifrey-dev.xivo.vm.farm has no record 10.10.60.6' },
    ],
    [
      'one that somebody changed is left to them',
      { file: `${head}gallifrey-dev.xivo.vm A 10.10.60.9\n`, served: ['10.10.60.9'] },
      { is: 'done', why: 'gallifrey-dev.xivo.vm.farm has 10.10.60.9 now, which is left alone' },
    ],
    [
      'a file edited and not reloaded is not done',
      { file: head, served: ['10.10.60.6'] },
      { is: 'todo', effect: { commands: [reload] } },
    ],
    [
      'a wildcard that answers the same is not waited for',
      { file: `${head}*.xivo.vm A 10.10.60.6\n`, served: ['10.10.60.6'] },
      { is: 'done', why: 'gallifrey-dev.xivo.vm.farm has no record 10.10.60.6' },
    ],
    [
      'a file BIND could not read is never edited',
      { file: `${head}x TXT "\n`, served: [] },
      { is: 'blocked', why: 'host01:/etc/bind/db.farm:3: a quoted string is not closed' },
    ],
  ];
  test.each(cases)('%s', (_, shown, judged) => expect(judge(unrecord, shown)).toEqual(judged));
});

test('nothing but names and addresses gets into a zone file', () => {
  const bad = [
    { name: 'a.farm\nb A 1.1.1.1' },
    { name: 'a.farm. IN A 1.1.1.1 ;' },
    { name: '$INCLUDE' },
    { value: '10.10.60.6\n' },
    { value: 'host' },
    { zone: 'farm; x' },
    { file: '/etc/bind/../shadow' },
    { reload: ['sh', '-c', 'x; y'] },
    { type: 'TXT' },
  ];
  for (const change of bad) expect(record.args.safeParse({ ...args, ...change }).success).toBe(false);
  expect(record.args.safeParse(args).success).toBe(true);
});

test('a removal is taken back beside the names that had the address then, and not beside one that took it since', () => {
  const file = `${head}${line}\nwww IN A 10.10.60.6\n`;
  const [before, after] = [file, `${head}www IN A 10.10.60.6\n`].map((text, index) =>
    unrecord.see(args, [{ text }, '20261122', { values: index === 0 ? ['10.10.60.6'] : [] }]),
  ) as [never, never];
  const undoing = unrecord.undo(args, JSON.parse(JSON.stringify(unrecord.receipt(args, before, after, 7))));
  const [back] = 'by' in undoing ? undoing.by : [];
  const again = record.args.parse(back?.args) as typeof args;
  const judged = (text: string) =>
    record.judge(again, record.see(again, [{ text }, '20261122', { values: [] }]), false).is;
  expect(back?.action).toBe('bind.record');
  expect(judged(`${head}www IN A 10.10.60.6\n`)).toBe('todo');
  expect(judged(`${head}www IN A 10.10.60.6\nprinter IN A 10.10.60.6\n`)).toBe('blocked');
});
