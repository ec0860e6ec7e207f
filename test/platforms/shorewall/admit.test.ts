import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { admit } from '../../../platforms/shorewall/admit.ts';
import type { ShorewallSettings } from '../../../platforms/shorewall/settings.ts';
import { admitLike, removeAdmitted } from '../../../platforms/shorewall/steps.ts';
import { SwitchFired } from '../../../platforms/shorewall/switch.ts';
import type { Invocation } from '../../../src/engine/action.ts';
import { readState } from '../../../src/farm/read-state.ts';
import { known } from '../../../src/farm/reading.ts';
import { vms6 } from '../../../src/sandbox/vms.ts';
import { wouldDo } from '../../farm/judging.ts';
import { attempt, perform, type Sandboxed, sandboxed, undo } from '../../farm/sandboxed.ts';

const mine = '2001:db8:10:60::6';
const line = `ACCEPT net loc:[${mine}] tcp 22`;
const neighbour = 'ACCEPT net loc:[2001:db8:10:60::5] tcp 22';
const where = {
  host: 'host01',
  state: '/var/lib/farmhand',
  rules: '/etc/shorewall6/rules',
  deadMan: 30,
  addresses: [mine],
};
const loading = ['shorewall6 check', 'shorewall6 reload # taken back after 30 s unless a new SSH connection gets in'];
const [before, after] = [`?SECTION NEW\n${neighbour}\n`, `?SECTION NEW\n${neighbour}\n${line}\n`];

/** The facts as the action asks for them. */
function shown(text: string, filter: readonly string[], { started = true, pending = false, params = '' } = {}) {
  const found = { files: [{ path: '/etc/shorewall6/params', text: params }], services: '' };
  return { facts: { file: { text }, params: { text: params }, found, filter, started, pending } };
}

describe('shorewall.admit', () => {
  const adding = { ...where, present: true, lines: [line] };
  test.each([
    ['adds the rule beside its like, and loads it', shown(before, []), [`+ ${line}`, ...loading]],
    [
      'is done when the running firewall has it too',
      shown(after, [mine]),
      `done: the IPv6 firewall has the rules about ${mine}`,
    ],
    ['loads what was edited and not loaded', shown(after, []), loading],
    ['is not done while the switch may take it back', shown(after, [mine], { pending: true }), loading],
    [
      'takes the rule however its columns stand apart',
      shown(after.replace(line, line.replaceAll(' ', '\t')), [mine]),
      `done: the IPv6 firewall has the rules about ${mine}`,
    ],
    [
      'does not start a firewall somebody stopped',
      shown(before, [], { started: false }),
      'blocked: the IPv6 firewall of host01 is not started: start it (shorewall6 start), then try again',
    ],
    [
      "leaves another's rule about the address",
      shown(`${before}DROP net loc:$X\n`, [], { params: `X=[${mine}]\n` }),
      `blocked: line 3 of /etc/shorewall6/rules is about ${mine} already, on host01`,
    ],
  ])('%s', (_, facts, expected) => {
    expect(wouldDo(admit, adding, facts)).toEqual(expected);
  });

  const none = `done: the IPv6 firewall has no rule about ${mine}`;
  test.each([
    ['takes every rule about the machine', shown(after, [mine]), [`- ${line}`, ...loading]],
    [
      'takes one that is written with a variable',
      shown(`${before}SSH(ACCEPT) net loc:$X\n`, [mine], { params: `X=[${mine}]\n` }),
      ['- SSH(ACCEPT) net loc:$X', ...loading],
    ],
    ['loads what was edited and not loaded', shown(before, [mine]), loading],
    ['is done without any', shown(before, []), none],
    [
      'does not wait for what another rule of several machines has',
      shown(`${before}DROP net loc:[${mine},2001:db8::1]\n`, [mine]),
      none,
    ],
    ['only edits the files of a firewall somebody stopped', shown(after, [], { started: false }), [`- ${line}`]],
  ])('removed: %s', (_, facts, expected) => {
    expect(wouldDo(admit, { ...where, present: false }, facts)).toEqual(expected);
  });
});

describe('shorewall.admit with a variable of the machine', () => {
  const params = '/etc/shorewall6/params';
  const variable = { name: 'VM6_DEV', value: `[${mine}]` };
  const named = 'SSH(ACCEPT) net loc:$VM6_DEV';
  const adding = { ...where, params, present: true, lines: [named], variables: [variable] };
  const others = 'IP6=[2001:db8::1]\nVM6_X=[2001:db8:10:60::5]\n';
  const whole = `${others}VM6_DEV=[${mine}]\n`;
  const [none, both] = [`?SECTION NEW\n${neighbour}\n`, `?SECTION NEW\n${neighbour}\n${named}\n`];
  const patch = { above: ['VM6_X=[2001:db8:10:60::5]\n'], removed: [], added: [`VM6_DEV=[${mine}]\n`], below: [''] };
  const rules = { above: [`${neighbour}\n`], removed: [], added: [`${named}\n`], below: [''] };
  test.each([
    ['sets it beside its like', adding, none, others, [`+ VM6_DEV=[${mine}]`, `+ ${named}`, ...loading]],
    ['sets it for rules that are there', adding, both, others, [`+ VM6_DEV=[${mine}]`, ...loading]],
    [
      'sets it so that the shell takes it',
      { ...adding, variables: [{ ...variable, value: `<${mine}>` }] },
      none,
      others,
      [`+ VM6_DEV="<${mine}>"`, `+ ${named}`, ...loading],
    ],
    ['has it once', adding, none, whole, [`+ ${named}`, ...loading]],
    ['is done with both', adding, both, whole, `done: the IPv6 firewall has the rules about ${mine}`],
    [
      'leaves one that is another machine',
      adding,
      none,
      others.replace('VM6_X', 'VM6_DEV'),
      `blocked: VM6_DEV is [2001:db8:10:60::5] in params, not [${mine}], on host01`,
    ],
    [
      'takes it with the rules',
      { ...where, params, present: false },
      both,
      whole,
      [`- VM6_DEV=[${mine}]`, `- ${named}`, ...loading],
    ],
    [
      'leaves it where another rule uses it',
      { ...where, params, present: false },
      `${both}DROP net loc:$VM6_DEV,$VM6_X\n`,
      whole,
      [`- ${named}`, ...loading],
    ],
    ['leaves it where params are only read', { ...where, present: false }, both, whole, [`- ${named}`, ...loading]],
    [
      'takes its own change back',
      { ...where, params, present: false, restore: { rules, params: patch } },
      both,
      whole,
      [`- VM6_DEV=[${mine}]`, `- ${named}`, ...loading],
    ],
    [
      'takes its own change back but for a variable that another rule uses by now',
      { ...where, params, present: false, restore: { rules, params: patch } },
      `${both}DROP net loc:$VM6_DEV,$VM6_X\n`,
      whole,
      [`- ${named}`, ...loading],
    ],
    [
      'leaves what another hand made of it',
      { ...where, params, present: false, restore: { rules, params: patch } },
      both,
      whole.replace('VM6_DEV=', 'export VM6_DEV='),
      [`- ${named}`, ...loading],
    ],
  ])('%s', (_, args, text, set, expected) => {
    expect(wouldDo(admit, args, shown(text, [mine], { params: set }))).toEqual(expected);
  });

  test('does not set it again where a file that params reads has it', () => {
    const set = '. /etc/shorewall6/more\n';
    const { facts } = shown(none, [mine], { params: set });
    const more = { path: '/etc/shorewall6/more', text: whole };
    const found = { ...facts.found, files: [...facts.found.files, more] };
    expect(wouldDo(admit, adding, { facts: { ...facts, found } })).toEqual([`+ ${named}`, ...loading]);
  });

  test('takes back what a version before variables did', () => {
    const args = { ...where, present: false, restore: rules };
    expect(wouldDo(admit, args, shown(both, [mine], { params: whole }))).toEqual([`- ${named}`, ...loading]);
  });
});

test.each(['?SHELL reboot', 'ACCEPT net \\', 'ACCEPT net\nACCEPT loc', '# rule'])('%j is no rule', (text) => {
  expect(admit.args.safeParse({ ...where, present: true, lines: [text] }).success).toBe(false);
});

describe('on a host', () => {
  let farm: Sandboxed;
  let before: Awaited<ReturnType<Sandboxed['sandbox']['snapshot']>>;
  beforeAll(async () => {
    farm = await sandboxed({ vms: vms6 });
    before = await farm.sandbox.snapshot();
  });
  afterAll(() => farm.close());
  beforeEach(async () => {
    for (const name of ['rules', 'params'])
      writeFileSync(join(dirname(file()), name), before.get(`host01/etc/shorewall6/${name}`) ?? '');
    await farm.sandbox.faults.mend();
    const [{ folder }] = farm.sandbox.hosts;
    await farm.hosts('host01').run({ script: 'rm -f "$1/faults/cut"; shorewall6 restart', args: [folder] });
  });
  const file = () => join(farm.sandbox.hosts[0].folder, 'etc/shorewall6/rules');
  const filter = async () => (await farm.hosts('host01').run({ script: 'ip6tables -w -S' })).stdout;

  /** As a clone of gallifrey has it, with a switch that fires after so many seconds. */
  async function step(seconds = 60, on = farm.farm): Promise<Invocation> {
    const state = known((await readState(on, farm.hosts)).firewall, undefined);
    const { firewall } = on;
    if (!state || !firewall) throw new Error('the sandbox has a firewall');
    const like = { name: 'gallifrey', address: '10.10.60.5', addresses6: ['2001:db8:10:60::5'] };
    const patient = { ...on, firewall: { ...firewall, deadMan: seconds } };
    const made = admitLike(patient, { ...farm.vm, address6: mine }, like, state);
    expect(made.notes).toEqual([]);
    return made.step as Invocation;
  }

  test('a clone is let in what its source is, and it is taken back to the byte', async () => {
    const adding = await step();
    const receipt = await perform(adding, attempt(farm.hosts));
    expect(readFileSync(file(), 'utf8')).toMatch(/^ACCEPT +net +loc:\$VM6_GALLIFREY_DEV_XIVO +tcp +22,80$/m);
    expect(readFileSync(join(dirname(file()), 'params'), 'utf8')).toContain(`VM6_GALLIFREY_DEV_XIVO=[${mine}]\n`);
    expect(await filter()).toContain(`-d ${mine}/128 -p tcp -m multiport --dports 22,80 -j ACCEPT`);
    await undo(adding, receipt, farm.hosts);
    expect(await farm.sandbox.snapshot()).toEqual(before);
  });

  test('where params are only read its rule has its address, and all of it goes with it', async () => {
    const { params6: _, ...firewall } = farm.farm.firewall as ShorewallSettings;
    const on = { ...farm.farm, firewall };
    const receipt = await perform(await step(60, on), attempt(farm.hosts));
    expect(readFileSync(file(), 'utf8')).toMatch(/^ACCEPT +net +loc:\[2001:db8:10:60::6\] +tcp +22,80$/m);
    expect(receipt).toMatchObject({ rules: { removed: [] } });
    expect(receipt).not.toHaveProperty('params');
    await perform(removeAdmitted(on, [mine]) as Invocation, attempt(farm.hosts));
    expect(await farm.sandbox.snapshot()).toEqual(before);
  });

  test('what destroy removed comes back to the byte', async () => {
    await perform(await step(), attempt(farm.hosts));
    const whole = await farm.sandbox.snapshot();
    const removing = removeAdmitted(farm.farm, [mine]) as Invocation;
    const receipt = await perform(removing, attempt(farm.hosts));
    expect(await farm.sandbox.snapshot()).toEqual(before);
    await undo(removing, receipt, farm.hosts);
    expect(await farm.sandbox.snapshot()).toEqual(whole);
  });

  test('the rule that another hand changed since is left alone', async () => {
    const adding = await step();
    const receipt = await perform(adding, attempt(farm.hosts));
    const changed = readFileSync(file(), 'utf8').replace(/(DEV_XIVO +tcp +)22,80/, '$122');
    writeFileSync(file(), changed);
    await undo(adding, receipt, farm.hosts);
    expect(readFileSync(file(), 'utf8')).toBe(changed);
    expect(readFileSync(join(dirname(file()), 'params'), 'utf8')).toContain('VM6_GALLIFREY_DEV_XIVO=');
  });

  test('rules that cut SSH off are taken back by the host itself', async () => {
    await farm.sandbox.faults.cutWhenLoaded(mine);
    await expect(perform(await step(2), attempt(farm.hosts))).rejects.toThrow(SwitchFired);
    expect(await farm.sandbox.snapshot()).toEqual(before);
  });

  test('what Shorewall6 does not take is refused before anything changes', async () => {
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}NONSENSE net loc\n`);
    const broken = await farm.sandbox.snapshot();
    await expect(perform(await step(), attempt(farm.hosts))).rejects.toThrow(/ERROR/);
    expect(await farm.sandbox.snapshot()).toEqual(broken);
  });
});
