import { describe, expect, test } from 'vitest';
import { actions } from '../../platforms/actions.ts';
import type { Invocation } from '../../src/engine/action.ts';
import { losing } from '../../src/engine/judge.ts';
import { known } from '../../src/engine/look.ts';
import type { PlannedStep } from '../../src/engine/plan.ts';
import type { Json } from '../../src/journal/json.ts';

// Present and absent were two actions each. Their names, arguments, receipts, and what they saw before they began, are in journals.

const patch = { above: ['a\n'], removed: [], added: ['b\n'], below: ['c\n'] };
const both = { rules: patch, params: null };
const record = {
  ...{ host: 'host01', zone: 'farm', file: '/etc/bind/db.farm', type: 'A', name: 'a.farm', value: '10.10.60.6' },
  server: { address: '127.0.0.1', port: 53 },
  reload: ['rndc', 'reload'],
};
const block = {
  ...{ host: 'host01', file: '/etc/dhcp/dhcpd.conf', name: 'a.farm' },
  restart: ['restart'],
  health: ['health'],
};
const lease = { mac: '52:54:00:00:00:01', address: '10.10.60.6', netmask: '255.255.255.0' };
const { address, netmask } = lease;
const site = {
  ...{ host: 'host01', site: 'a.org', available: '/etc/nginx/all', enabled: '/etc/nginx/on' },
  reload: ['reload'],
};
const wall = {
  ...{ host: 'host01', state: '/s', folder: '/w', rules: '/w/rules', params: '/w/params', deadMan: 30, param: 'VM_A' },
};
const rule = { address, port: 22006, publicAddress: '$IP', netZone: 'net', vmZone: 'loc' };

interface Before {
  readonly step: Invocation;
  readonly title: string;
  readonly takesAway: boolean;
  /** What was seen before and after it was done, in the form of then. */
  readonly seen: readonly [before: Json, after: Json];
  /** Its receipt of then, and what takes it back. */
  readonly receipt: Json;
  readonly back: Invocation;
}

const zone = {
  others: [],
  wildcards: [],
  included: [],
  served: [],
  unresolved: [],
  negative: 0,
  today: '',
  serials: null,
};
const changed = { ...zone, change: { patch, serial: { removed: '1', added: '2' } } };
const running = { active: false, started: true, pending: false };
const none = { rules: null, params: null };

const cases: readonly Before[] = [
  {
    step: { action: 'bind.record', args: { ...record, resolvers: ['host01'] } },
    title: 'DNS record a.farm A 10.10.60.6',
    takesAway: false,
    seen: [
      { ...changed, problem: null, present: false },
      { ...zone, problem: null, present: true, change: null },
    ],
    receipt: { patch },
    back: { action: 'bind.record', args: { ...record, present: false, restore: patch } },
  },
  {
    step: { action: 'bind.unrecord', args: record },
    title: 'removal of DNS record a.farm A 10.10.60.6',
    takesAway: true,
    seen: [
      { ...changed, problem: null, present: true, sharers: ['b.farm'] },
      { ...zone, problem: null, present: false, change: null },
    ],
    receipt: { patch, beside: ['b.farm'] },
    back: { action: 'bind.record', args: { ...record, present: true, beside: ['b.farm'], restore: patch } },
  },
  {
    step: { action: 'dhcpd.host', args: { ...block, ...lease } },
    title: 'DHCP host a.farm (52:54:00:00:00:01)',
    takesAway: false,
    seen: [
      { problem: null, same: null, rivals: [], patch, healthy: true },
      { problem: null, same: { mac: lease.mac, addresses: ['a.farm'] }, rivals: [], patch: null, healthy: true },
    ],
    receipt: { patch },
    back: { action: 'dhcpd.host', args: { ...block, ...lease, present: false, restore: patch } },
  },
  {
    step: { action: 'dhcpd.unhost', args: { ...block, remember: { address, netmask } } },
    title: 'remove DHCP host a.farm',
    takesAway: true,
    seen: [
      { problem: null, same: { mac: lease.mac, fixed: '10.10.60.6' }, patch, healthy: true },
      { problem: null, same: null, rivals: [], patch: null, healthy: true },
    ],
    receipt: { patch, mac: lease.mac, fixed: '10.10.60.6' },
    back: { action: 'dhcpd.host', args: { ...block, ...lease, fixed: '10.10.60.6', present: true, restore: patch } },
  },
  {
    step: { action: 'nginx.site', args: { ...site, text: 'server {}', link: '../all/a.org' } },
    title: 'proxy site a.org',
    takesAway: false,
    seen: [
      { file: null, link: null, rivals: [] },
      { file: { text: 'server {}' }, link: { link: '../all/a.org' }, rivals: [] },
    ],
    receipt: { made: true },
    back: { action: 'nginx.site', args: { ...site, present: false, text: 'server {}' } },
  },
  {
    step: { action: 'nginx.unsite', args: { ...site, text: null } },
    title: 'remove proxy site a.org',
    takesAway: true,
    seen: [
      { file: { text: 'by hand' }, link: { link: '/x' } },
      { file: null, link: null },
    ],
    receipt: { file: { text: 'by hand' }, link: { link: '/x' } },
    back: { action: 'nginx.site', args: { ...site, present: true, text: 'by hand', link: '/x' } },
  },
  {
    step: { action: 'shorewall.forward', args: { ...wall, ...rule } },
    title: 'forward port 22006 to 10.10.60.6 port 22',
    takesAway: false,
    seen: [
      { ...running, problem: null, missing: both },
      { problem: null, change: none, loaded: true, started: true, pending: false },
    ],
    receipt: both,
    back: { action: 'shorewall.forward', args: { ...wall, present: false, address, port: 22006, restore: both } },
  },
  {
    step: { action: 'shorewall.unforward', args: { ...wall, address, port: 22006, restore: both } },
    title: 'end the forward of port 22006 to VM_A',
    takesAway: true,
    seen: [
      { ...running, surplus: both },
      { problem: null, change: none, loaded: true, started: true, pending: false },
    ],
    receipt: both,
    back: { action: 'shorewall.forward', args: { ...wall, present: true, restore: both } },
  },
  {
    step: { action: 'shorewall.restore', args: { ...wall, removed: both } },
    title: 'forward ports to VM_A again',
    takesAway: false,
    seen: [
      { ...running, missing: both },
      { problem: null, change: none, loaded: true, started: true, pending: false },
    ],
    receipt: {},
    back: { action: 'shorewall.forward', args: { ...wall, present: false } },
  },
];

describe.each(cases)('$step.action of a plan of before', ({ step, title, takesAway, seen, receipt, back }) => {
  const { definition, args } = known(actions, step);

  test('is the step it was', () => {
    expect(definition.title(args)).toBe(title);
    const planned = { id: 'one', after: [], risk: 'safe', effect: { commands: [] }, title, ...step } as PlannedStep;
    expect(losing([planned], actions)).toEqual(takesAway ? [planned] : []);
  });

  test('leaves a receipt though it was begun by the version before', () => {
    const [before, after] = seen;
    const made = definition.receipt.of(args, before, after, 7);
    const undoing = definition.undo(args, definition.receipt.schema.parse(made));
    // What put back what had been removed left no more than that it did.
    const put = step.action === 'shorewall.restore' ? { ...(back.args as object), restore: both } : back.args;
    expect(undoing).toEqual({ by: [{ ...back, args: put }] });
  });

  test('is taken back by its receipt of then, by a step that is known', () => {
    expect(definition.undo(args, definition.receipt.schema.parse(receipt))).toEqual({ by: [back] });
    expect(known(actions, back).args).toEqual(JSON.parse(JSON.stringify(known(actions, back).args)));
  });
});

test('what is not there any more cannot be brought back where nothing says which address it had', () => {
  const { definition, args } = known(actions, { action: 'dhcpd.unhost', args: block });
  expect(definition.undo(args, { patch, mac: lease.mac })).toEqual({
    cannot: 'nothing says which address a.farm had',
  });
});

test('a name of before takes no arguments that it did not have', () => {
  for (const { step } of cases)
    expect(() => known(actions, { ...step, args: { ...(step.args as object), other: 1 } })).toThrow(
      `arguments of ${step.action} do not fit`,
    );
});
