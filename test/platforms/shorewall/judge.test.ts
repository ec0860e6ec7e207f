import { describe, expect, test } from 'vitest';
import { forward } from '../../../platforms/shorewall/forward.ts';
import { removeForward } from '../../../platforms/shorewall/remove-forward.ts';
import { restore } from '../../../platforms/shorewall/restore.ts';
import { running, startedFact } from '../../../platforms/shorewall/running.ts';
import { forwarded, patchesOf, withoutForward } from '../../../platforms/shorewall/texts.ts';
import { wouldDo } from '../../farm/judging.ts';
import { paramLine, params, ruleLine, rules, wanted } from './files.ts';

const where = {
  host: 'host01',
  state: '/var/lib/farmhand',
  folder: '/etc/shorewall',
  rules: '/etc/shorewall/rules',
  params: '/etc/shorewall/params',
  deadMan: 30,
  param: wanted.param,
};
const { netZone, vmZone, publicAddress, address, port } = wanted;
const forwarding = { ...where, address, port, publicAddress, netZone, vmZone };

const before = { rules, params };
const after = forwarded(wanted, before);
const loading = ['shorewall check', 'shorewall reload # taken back after 30 s unless a new SSH connection gets in'];
const others = ['22002 10.10.60.2:22', '22005 10.10.60.5:22'];
const active = [...others, '22006 10.10.60.6:22'];

/** The facts as actions ask for them. */
function shown(
  texts: { rules: string; params: string },
  running: readonly string[],
  { started = true, pending = false } = {},
) {
  return {
    facts: {
      rules: { text: texts.rules },
      params: { text: texts.params },
      running,
      started,
      pending,
      found: { files: [], services: '' },
      nat: [],
    },
  };
}

describe('shorewall.forward', () => {
  const adding = [`+ ${paramLine}`, `+ ${ruleLine}`, ...loading];
  test.each([
    ['adds both lines and loads them', shown(before, others), adding],
    [
      'is done when the running firewall has it too',
      shown(after, active),
      'done: port 22006 leads to 10.10.60.6 port 22',
    ],
    ['loads what was edited and not loaded', shown(after, others), loading],
    ['is not done while the switch may take it back', shown(after, active, { pending: true }), loading],
    [
      'does not start a firewall somebody stopped',
      shown(before, [], { started: false }),
      'blocked: the firewall of host01 is not started: start it (shorewall start), then try again',
    ],
    [
      'waits for a switch that has just opened the firewall',
      shown(before, [], { started: false, pending: true }),
      adding,
    ],
    [
      'never changes a param that has another address',
      shown({ rules, params: `${params}VM_GALLIFREY_DEV_XIVO=10.10.60.9\n` }, others),
      'blocked: VM_GALLIFREY_DEV_XIVO is 10.10.60.9 in params, not 10.10.60.6, on host01',
    ],
    [
      'never takes a port from another VM',
      shown({ rules: `${rules}DNAT net loc:$VM_SKARO_XIVO:80 tcp 22006\n`, params }, others),
      'blocked: port 22006 leads to $VM_SKARO_XIVO port 80 already (line 11 of rules), on host01',
    ],
  ])('%s', (_, facts, expected) => {
    expect(wouldDo(forward, forwarding, facts)).toEqual(expected);
  });
});

describe('shorewall.unforward', () => {
  const removing = [`- ${paramLine}`, `- ${ruleLine}`];
  test.each([
    ['removes both lines and loads the rest', shown(after, active), [...removing, ...loading]],
    [
      'is done when there is nothing of it',
      shown(before, others),
      `done: the firewall has nothing of ${wanted.param} to be removed`,
    ],
    ['loads what was edited and not loaded', shown(before, active), loading],
    ['is not done while the switch may bring it back', shown(before, others, { pending: true }), loading],
    ['loads nothing where the firewall is stopped', shown(after, [], { started: false }), removing],
    [
      'does not mind another way to the same VM',
      shown({ ...before, rules: `${rules}DNAT net loc:10.10.60.6:80 tcp 8006\n` }, [...others, '8006 10.10.60.6:80']),
      `done: the firewall has nothing of ${wanted.param} to be removed`,
    ],
  ])('%s', (_, facts, expected) => {
    expect(wouldDo(removeForward, { ...where, address, port }, facts)).toEqual(expected);
  });

  test('of a whole VM takes the other ports too', () => {
    const more = { ...after, rules: `${after.rules}DNAT net loc:$VM_GALLIFREY_DEV_XIVO:80 tcp 8006\n` };
    expect(wouldDo(removeForward, where, shown(more, active))).toEqual([
      `- ${paramLine}`,
      `- ${ruleLine}`,
      '- DNAT net loc:$VM_GALLIFREY_DEV_XIVO:80 tcp 8006',
      ...loading,
    ]);
  });
});

describe('shorewall.restore', () => {
  const removed = patchesOf(after, withoutForward({ param: wanted.param }, after));
  test.each([
    ['puts both lines back and loads them', shown(before, others), [`+ ${paramLine}`, `+ ${ruleLine}`, ...loading]],
    [
      'is done when the running firewall has them too',
      shown(after, active),
      `done: the firewall has everything of ${wanted.param} again`,
    ],
    ['loads what was edited and not loaded', shown(after, others), loading],
    [
      'loads nothing where the firewall is stopped',
      shown(before, [], { started: false }),
      [`+ ${paramLine}`, `+ ${ruleLine}`],
    ],
  ])('%s', (_, facts, expected) => {
    expect(wouldDo(restore, { ...where, removed }, facts)).toEqual(expected);
  });
});

test('what the kernel forwards is read from iptables', () => {
  const printed = `-P PREROUTING ACCEPT
-N net_dnat
-A PREROUTING -i eth0 -j net_dnat
-A POSTROUTING -s 10.10.0.0/16 -o eth0 -j MASQUERADE
-A net_dnat -d 10.0.2.15/32 -p tcp -m tcp --dport 22002 -j DNAT --to-destination 10.10.60.2:22
-A net_dnat -p tcp -m multiport --dports 80,443 -j DNAT --to-destination 10.10.60.5
`;
  expect(running(printed)).toEqual(['22002 10.10.60.2:22', '80 10.10.60.5:80', '443 10.10.60.5:443']);
});

test.each([
  ['Shorewall is running\nState:Started Sun Nov 22 11:55:23 UTC 2026 from /etc/shorewall/', 0, true],
  ['Shorewall is stopped\nState:Cleared Sun Nov 22 11:55:23 UTC 2026', 3, false],
  ['Shorewall is stopped\nState:Stopped Sun Nov 22 11:55:23 UTC 2026', 4, false],
])('of shorewall status %j is understood', (stdout, code, expected) => {
  expect(startedFact('host01').parse({ code, stdout, stderr: '', truncated: false })).toBe(expected);
});

test('a shorewall that cannot be asked is not taken for a stopped one', () => {
  const answer = { code: 1, stdout: '', stderr: 'sudo: a password is required\n', truncated: false };
  expect(() => startedFact('host01').parse(answer)).toThrow(
    'host01: shorewall status failed: sudo: a password is required',
  );
});
