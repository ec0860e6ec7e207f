import { describe, expect, test } from 'vitest';
import { actions } from '../../platforms/actions.ts';
import { record } from '../../platforms/bind/record.ts';
import { host } from '../../platforms/isc-dhcpd/host.ts';
import { site } from '../../platforms/nginx/site.ts';
import type { Action, Judgement } from '../../src/engine/action.ts';
import type { Json } from '../../src/journal/json.ts';

/** A kind of step, as somebody has changed by hand what it left. */
interface Case {
  readonly action: Action;
  readonly args: Readonly<Record<string, unknown>>;
  /** What facts give then. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What they give where it is as it was left. */
  readonly asLeft: Readonly<Record<string, unknown>>;
  readonly now: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

const head = '@ SOA host01 root 2011031200 1 2 3 4\nskaro.xivo.vm   IN  A   10.10.60.2\n';
const zone = (address: string) => ({
  today: '20261122',
  source: { files: () => undefined, status: '', journal: false, soa: { problem: 'it says nothing' } },
  editable: { conf: '', refused: null },
  found: [],
  file: { text: `${head}rose.xivo.vm    IN  A   ${address}\n` },
  answer: { values: [address] },
});
const block = (mac: string) =>
  `host rose.farm {\n    hardware ethernet ${mac};\n    fixed-address rose.farm;\n    option subnet-mask 255.255.255.0;\n}\nhost skaro.farm {\n    hardware ethernet 52:54:00:00:00:02;\n    fixed-address skaro.farm;\n}\n`;
const dhcp = (mac: string) => ({
  state: { text: block(mac) },
  healthy: true,
  source: { files: () => undefined, refused: null },
});
const text = 'server {\n    server_name rose.org;\n}\n';
const proxy = (file: string) => ({
  file: { text: file },
  link: { link: '../sites-available/rose.org' },
  nginx: undefined,
  asked: undefined,
});

const cases: Readonly<Record<string, Case>> = {
  'a record': {
    action: record,
    args: {
      host: 'host01',
      zone: 'farm',
      file: '/etc/bind/db.farm',
      type: 'A',
      name: 'rose.xivo.vm.farm',
      value: '10.10.60.6',
      server: { address: '127.0.0.1', port: 53 },
      reload: ['rndc', 'reload'],
    },
    facts: zone('10.10.60.9'),
    asLeft: zone('10.10.60.6'),
    now: 'it is 10.10.60.9',
    removed: ['rose.xivo.vm    IN  A   10.10.60.9'],
    added: ['rose.xivo.vm    IN  A   10.10.60.6'],
  },
  'a DHCP host': {
    action: host,
    args: {
      host: 'host01',
      file: '/etc/dhcp/dhcpd.conf',
      name: 'rose.farm',
      mac: '52:54:00:00:00:01',
      address: '10.10.60.6',
      netmask: '255.255.255.0',
      restart: ['restart'],
      health: ['health'],
    },
    facts: dhcp('52:54:00:00:00:99'),
    asLeft: dhcp('52:54:00:00:00:01'),
    now: 'it has MAC 52:54:00:00:00:99',
    removed: ['    hardware ethernet 52:54:00:00:00:99;'],
    added: ['    hardware ethernet 52:54:00:00:00:01;'],
  },
  'a site': {
    action: site,
    args: {
      host: 'host01',
      site: 'rose.org',
      available: '/etc/nginx/sites-available',
      enabled: '/etc/nginx/sites-enabled',
      reload: ['reload'],
      text,
      link: '../sites-available/rose.org',
    },
    facts: proxy(`${text}# by hand\n`),
    asLeft: proxy(text),
    now: 'its file says something else',
    removed: ['# by hand'],
    added: [],
  },
};

describe.each(Object.entries(cases))(
  '%s that was changed by hand',
  (_, { action, args, facts, asLeft, ...expected }) => {
    const known = action.args.parse(args);
    const seen = action.see(known, facts) as Json;
    const { lasting } = action;
    const over = lasting?.over?.(known, seen);

    test('is in the way of its step, and said', () => {
      expect(action.judge(known, seen, false).is).toBe('blocked');
      expect(lasting?.now?.(known, seen)).toBe(expected.now);
    });

    test('gives place to a step that names it, and to nothing else', () => {
      const [change] = changesOf(action.judge(over, action.see(over, facts) as Json, true));
      expect(change).toMatchObject({ removed: expected.removed, added: expected.added });
      expect(action.args.safeParse(JSON.parse(JSON.stringify(over))).success).toBe(true);
      for (const named of others(over)) {
        const other = { ...(over as object), over: named };
        expect(action.judge(other, action.see(other, facts) as Json, false).is).toBe('blocked');
      }
    });

    test('comes back by the undoing of that, judged with what it took the place of', () => {
      const after = action.see(over, asLeft) as Json;
      expect(action.judge(over, after, false).is).toBe('done');
      const receipt = action.receipt.of(over, action.see(over, facts) as Json, after, 7);
      const undo = action.undo(over, receipt) as { readonly by: readonly { readonly args: Json }[] };
      const back = action.args.parse(JSON.parse(JSON.stringify(undo.by[0]?.args)));
      const [change] = changesOf(action.judge(back, action.see(back, asLeft) as Json, false));
      expect(change).toMatchObject({ removed: expected.added, added: expected.removed });
      expect(action.judge(back, action.see(back, facts) as Json, false).is).toBe('done');
    });

    test('judged again, its step is without what took its place', () => {
      expect(lasting?.again?.(over)).not.toMatchObject({ over: expect.anything() });
      expect(lasting?.name(over)).toBe(lasting?.name(known));
    });
  },
);

/** Other things in its place. */
function others(over: unknown): readonly unknown[] {
  const { over: named } = over as { readonly over: unknown };
  if (Array.isArray(named)) return [['10.10.60.250'], []];
  if (typeof named === 'string') return [`${named}#`, text];
  const { mac, addresses } = named as { readonly mac: string; readonly addresses: readonly string[] };
  return [
    { mac, addresses: ['10.10.60.250'] },
    { mac: '52:54:00:00:00:aa', addresses },
  ];
}

function changesOf(judged: Judgement): readonly unknown[] {
  return judged.is === 'todo' ? (judged.effect.changes ?? []) : [judged];
}

test('what is compared has words for how it is otherwise; what takes away says so', () => {
  const lasting = [...actions.values()].filter((action) => action.lasting);
  expect(lasting.length).toBeGreaterThan(10);
  expect(lasting.filter(({ lasting: one }) => (one?.over || one?.again) && !one.now).map(({ name }) => name)).toEqual(
    [],
  );
});
