import { describe, expect, test } from 'vitest';
import { actions } from '../../../platforms/actions.ts';
import type { Editable } from '../../../platforms/bind/editable.ts';
import { record } from '../../../platforms/bind/record.ts';
import type { ZoneSource } from '../../../platforms/bind/source.ts';
import { zonePart } from '../../../platforms/bind/state.ts';
import { type Fact, listOf } from '../../../src/engine/facts.ts';
import { untilResolved } from '../../../src/farm/dns/resolve.ts';
import type { Host, Hosts } from '../../../src/ssh/host.ts';
import { applying } from '../../farm/real-host.ts';

/** As plans of before have it. */
const removeRecord = actions.get('bind.unrecord') as typeof record;
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

function source(more: Partial<ZoneSource> = {}): ZoneSource {
  return { files: () => undefined, status: '', journal: false, soa: { problem: 'it says nothing' }, ...more };
}

/** What facts give where nothing stands around the file, and the server does not say its serial. */
function shownBy(facts: Readonly<Record<string, unknown>>) {
  return { today: '20261122', source: source(), editable: { conf: '', refused: null }, found: [], ...facts };
}

/** What the host shows: the zone file (null: there is none) and what the server answers for the name. */
interface Shown {
  readonly file: string | null;
  readonly served: readonly string[] | string;
}

function judge(action: typeof record, { file, served }: Shown, planning = false) {
  const answer = typeof served === 'string' ? { problem: served } : { values: served };
  const known = action.args.parse(args);
  const seen = action.see(known, shownBy({ file: file === null ? null : { text: file }, answer }));
  return action.judge(known, seen, planning);
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
  test.each(cases)('%s', (_, shown, judged) => expect(judge(removeRecord, shown)).toEqual(judged));

  test('that takes a change back leaves a record that somebody rewrote, and takes one that stands as it was written', () => {
    const restore = { above: [], removed: [], added: [`${line}\n`], below: [] };
    const now = (written: string) => {
      const answer = { values: ['10.10.60.6'] };
      const wanted = removeRecord.args.parse({ ...args, restore });
      return removeRecord.judge(
        wanted,
        removeRecord.see(wanted, shownBy({ file: { text: `${head}${written}\n` }, answer })),
        false,
      );
    };
    expect(now(`${line} ; rose needs it`)).toEqual({
      is: 'done',
      why: 'the record of gallifrey-dev.xivo.vm.farm was changed by somebody since: it is left alone',
    });
    expect(now(line)).toMatchObject({ is: 'todo' });
  });
});

describe('what stands around the file:', () => {
  test('is read as the look at the farm reads it, so that a plan asks the name server once for both', () => {
    const { host, zone, file, server, reload } = args;
    const dns = { kind: 'bind', host, ...server, reload: [...reload], forward: { zone, file } } as const;
    const { read } = record.facts(record.args.parse(args)).source as Fact;
    expect(zonePart(dns, dns.forward).facts.source).toMatchObject({ read });
  });

  const soa = (serial: number) => ({ values: [`host01.farm. root.farm. ${serial} 3600 900 604800 300`] });
  type Facts = {
    readonly file: string;
    readonly served?: readonly string[];
    readonly source?: ZoneSource;
    readonly serial?: number;
    readonly editable?: Editable;
  };
  const look = (
    action: typeof record,
    { file, served = [], source: around = source(), serial = 2011031200, editable }: Facts,
  ) => {
    const known = { ...around, soa: soa(serial) };
    const shown = shownBy({
      file: { text: file },
      answer: { values: served },
      source: known,
      ...(editable && { editable }),
    });
    const wanted = action.args.parse(args);
    return action.judge(wanted, action.see(wanted, shown), false);
  };

  test.each([
    [
      'that others write',
      { editable: { conf: 'zone "farm" { type primary; allow-update { any; }; };', refused: null } },
      /^host01: farm takes dynamic updates \(allow-update\): named itself writes /,
    ],
    [
      'that is written as its journal shows',
      { source: source({ journal: true }) },
      /^host01: farm takes dynamic updates \(named keeps a journal, .*db\.farm\.jnl\)/,
    ],
    [
      'of a zone that the server has from another',
      { source: source({ status: 'name: farm\ntype: secondary\nserial: 1' }) },
      /^host01: the server has farm as a secondary zone/,
    ],
    [
      'of a view that takes dynamic updates',
      {
        editable: {
          conf: 'view out { zone "farm" { type primary; file "/var/db.out"; }; }; view in { allow-update { key k; }; zone "farm" IN { type master; file "/etc/bind/db.farm"; }; };',
          refused: null,
        },
      },
      /^host01: farm takes dynamic updates \(allow-update\)/,
    ],
    [
      'of a zone that is signed',
      { source: source({ status: 'name: farm\ntype: primary\ndynamic: no\nsecure: yes' }) },
      /^host01: farm is signed/,
    ],
    [
      'that BIND refuses as it is',
      { editable: { conf: '', refused: "db.farm:7: unknown RR type '1.2.3.4'" } },
      /^named-checkzone refuses host01:\/etc\/bind\/db\.farm as it is: db\.farm:7: unknown RR type '1\.2\.3\.4'$/,
    ],
  ])('a file %s is not edited', (_, around, why) => {
    for (const action of [record, removeRecord])
      expect(look(action, { file: `${head}${line}\n`, ...around })).toEqual({
        is: 'blocked',
        why: expect.stringMatching(why),
      });
  });

  test("a file is edited though another view's takes dynamic updates", () => {
    const conf =
      'view out { zone "farm" { type primary; file "/var/db.out"; allow-update { any; }; }; }; view in { zone "farm" { type primary; file "db.farm"; }; };';
    expect(look(record, { file: head, editable: { conf, refused: null } })).toMatchObject({ is: 'todo' });
  });

  const included = source({ files: (path) => ({ path: `/etc/bind/${path}`, text: `\n${line}\n` }) });
  const including = `${head}$INCLUDE vms.inc\n`;

  test('a record in an included file is there', () => {
    expect(look(record, { file: including, served: ['10.10.60.6'], source: included })).toMatchObject({ is: 'done' });
  });

  test('and is not taken out of it', () => {
    const why =
      "gallifrey-dev.xivo.vm.farm has 10.10.60.6 in /etc/bind/vms.inc:2, which /etc/bind/db.farm includes: farmhand edits the zone's own file alone, so take it out there by hand";
    expect(look(removeRecord, { file: including, served: ['10.10.60.6'], source: included })).toEqual({
      is: 'blocked',
      why,
    });
  });

  test('another address of the name in an included file is in the way', () => {
    const other = source({ files: (path) => ({ path, text: 'gallifrey-dev.xivo.vm A 10.10.60.9\n' }) });
    expect(look(record, { file: including, served: ['10.10.60.9'], source: other })).toMatchObject({
      is: 'blocked',
      why: expect.stringContaining('10.10.60.9'),
    });
  });

  const raised = (to: number) => [
    { removed: '@ SOA host01 root 2011031200 1 2 3 4', added: `@ SOA host01 root ${to} 1 2 3 4` },
  ];

  test('the serial rises above the one that is served', () => {
    expect(look(record, { file: head, serial: 2026112907 })).toMatchObject({
      effect: { changes: [{ volatile: raised(2026112908) }] },
    });
    expect(look(record, { file: head, serial: 2011031100 })).toMatchObject({
      effect: { changes: [{ volatile: raised(2026112200) }] },
    });
  });

  test('also where the file says what is wanted and the server does not', () => {
    expect(look(record, { file: `${head}${line}\n`, serial: 2026112907 })).toMatchObject({
      is: 'todo',
      effect: { changes: [{ removed: [], added: [], volatile: raised(2026112908) }] },
    });
    expect(look(record, { file: `${head}${line}\n` })).toEqual({ is: 'todo', effect: { commands: [reload] } });
  });
});

describe('hosts that use the name:', () => {
  const waiting = record.args.parse({ ...args, resolvers: ['host01', 'proxy'] });
  const look = (file: string, served: readonly string[], ...found: readonly (readonly string[])[]) => {
    const soa = { values: ['host01.farm. root.farm. 2011031200 3600 900 604800 300'] };
    const seen = record.see(
      waiting,
      shownBy({ file: { text: file }, answer: { values: served }, source: source({ soa }), found }),
    );
    return record.judge(waiting, seen, false);
  };
  const waits = [
    'wait until host01 resolves gallifrey-dev.xivo.vm.farm',
    'wait until proxy resolves gallifrey-dev.xivo.vm.farm',
  ];

  test('they are asked, and the plan says that they are waited for', () => {
    expect(
      listOf(record.facts(waiting))
        .map(({ host }) => host)
        .slice(-2),
    ).toEqual(['host01', 'proxy']);
    expect(look(head, [], [], [])).toMatchObject({ effect: { commands: [expect.any(String), reload, ...waits] } });
  });

  test('a record is not done while one of them says no', () => {
    expect(look(`${head}${line}\n`, ['10.10.60.6'], ['10.10.60.6'], [])).toEqual({
      is: 'todo',
      effect: { commands: [waits[1]] },
    });
    expect(look(`${head}${line}\n`, ['10.10.60.6'], ['10.10.60.6'], ['10.10.60.6'])).toMatchObject({ is: 'done' });
  });

  /** A host that finds each of these in turn, the last one for ever. */
  const finding = (...answers: readonly string[]) => {
    const left = [...answers];
    const run = async () => ({
      code: 0,
      stdout: `${left.length > 1 ? left.shift() : left[0]}\n`,
      stderr: '',
      truncated: false,
    });
    return () => ({ run }) as unknown as Host;
  };
  const until = (hosts: Hosts, negative: number) => {
    const told: string[] = [];
    const waited = { name: args.name, address: args.value, resolvers: ['proxy'], negative };
    const done = untilResolved(waited, { ...applying(hosts), progress: ({ text }) => void told.push(text) });
    return done.then(() => told);
  };

  test('a cache that says no is waited for, and it is said what for and how long at most', async () => {
    expect(await until(finding('', '10.10.60.6'), 300)).toEqual([
      'waiting until proxy resolves gallifrey-dev.xivo.vm.farm: its cache may say no for up to 310 s',
    ]);
  });

  test('no longer than the zone lets it', async () => {
    await expect(until(finding('10.0.0.1'), -10)).rejects.toThrow(
      /^proxy finds 10.0.0.1 for gallifrey-dev.xivo.vm.farm 0 s after .*resolv.conf/,
    );
  });
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
  const known = removeRecord.args.parse(args);
  const file = `${head}${line}\nwww IN A 10.10.60.6\n`;
  const [before, after] = [file, `${head}www IN A 10.10.60.6\n`].map((text, index) =>
    removeRecord.see(known, shownBy({ file: { text }, answer: { values: index === 0 ? ['10.10.60.6'] : [] } })),
  ) as [never, never];
  const undoing = removeRecord.undo(
    known,
    JSON.parse(JSON.stringify(removeRecord.receipt.of(known, before, after, 7))),
  );
  const [back] = 'by' in undoing ? undoing.by : [];
  const again = record.args.parse(back?.args) as typeof args;
  const judged = (text: string) =>
    record.judge(again, record.see(again, shownBy({ file: { text }, answer: { values: [] } })), false).is;
  expect(back?.action).toBe('bind.record');
  expect(judged(`${head}www IN A 10.10.60.6\n`)).toBe('todo');
  expect(judged(`${head}www IN A 10.10.60.6\nprinter IN A 10.10.60.6\n`)).toBe('blocked');
});
