import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { forward, removeForward } from '../../../platforms/shorewall/steps.ts';
import { SwitchFired } from '../../../platforms/shorewall/switch.ts';
import type { Invocation } from '../../../src/engine/action.ts';
import { Cancelled } from '../../../src/engine/leave.ts';
import { apply, attempt, look, perform, type Sandboxed, sandboxed, undo } from '../../farm/sandboxed.ts';
import { paramLine, ruleLine } from './files.ts';

let farm: Sandboxed;
let before: Awaited<ReturnType<Sandboxed['sandbox']['snapshot']>>;

beforeAll(async () => {
  farm = await sandboxed();
  before = await farm.sandbox.snapshot();
});
afterAll(() => farm.close());

beforeEach(async () => {
  for (const name of ['rules', 'params']) writeFileSync(file(name), before.get(`host01/etc/shorewall/${name}`) ?? '');
  await farm.sandbox.faults.mend();
  await farm
    .hosts('host01')
    .run({ script: `rm -f "$1/faults/cut"; shorewall restart`, args: [farm.sandbox.hosts[0].folder] });
});

/** The farm with a switch that fires after so many seconds. */
function patient(seconds: number) {
  const { firewall } = farm.farm;
  if (!firewall) throw new Error('the sandbox has a firewall');
  return { ...farm.farm, firewall: { ...firewall, deadMan: seconds } };
}
function step(seconds = 60, number = 6): Invocation {
  const vm = { ...farm.vm, address: `10.10.60.${number}`, sshPort: 22_000 + number };
  const named = number === 6 ? vm : { ...vm, variable: `VM_GALLIFREY_${number}_XIVO` };
  return forward(patient(seconds), named) as Invocation;
}
const file = (name: string) => join(farm.sandbox.hosts[0].folder, 'etc/shorewall', name);
const text = (name: string) => readFileSync(file(name), 'utf8');
/** Shorewall's own word for how it is. */
const status = async () =>
  (
    await farm.hosts('host01').run({ script: 'shorewall status | sed -n "s/State:\\([A-Za-z]*\\).*/\\1/p"' })
  ).stdout.trim();

test('a port is forwarded, and taken back to the byte', async () => {
  const receipt = await perform(step(), attempt(farm.hosts));
  expect(text('rules')).toContain(`${ruleLine}\n`);
  expect(text('params')).toContain(`${paramLine}\n`);
  expect((await farm.hosts('host01').run({ script: 'iptables -w -t nat -S' })).stdout).toContain(
    '--dport 22006 -j DNAT --to-destination 10.10.60.6:22',
  );
  await undo(step(), receipt, farm.hosts);
  expect(await farm.sandbox.snapshot()).toEqual(before);
});

test('what destroy removed comes back to the byte', async () => {
  await perform(step(), attempt(farm.hosts));
  const whole = await farm.sandbox.snapshot();
  const removing = removeForward(farm.farm, farm.vm) as Invocation;
  const receipt = await perform(removing, attempt(farm.hosts));
  expect(await farm.sandbox.snapshot()).toEqual(before);
  await undo(removing, receipt, farm.hosts);
  expect(await farm.sandbox.snapshot()).toEqual(whole);
});

test('rules Shorewall does not take are refused before anything changes, in its words', async () => {
  writeFileSync(file('rules'), `${text('rules')}NONSENSE net loc\n`);
  const broken = await farm.sandbox.snapshot();
  await expect(apply(step(), attempt(farm.hosts))).rejects.toThrow(/ERROR/);
  expect(await farm.sandbox.snapshot()).toEqual(broken);
});

test('an edit by another hand meanwhile is kept', async () => {
  const at = (point: string) =>
    point === 'switch.armed' && writeFileSync(file('params'), `${text('params')}# by hand\n`);
  const receipt = await perform(step(), attempt(farm.hosts, { at }));
  await undo(step(), receipt, farm.hosts);
  expect(text('params')).toBe(`${before.get('host01/etc/shorewall/params')}# by hand\n`);
});

describe('a change that cuts SSH off', () => {
  test('is taken back by the host itself, and said', async () => {
    await farm.sandbox.faults.cutWhenLoaded(paramLine);
    const failed = await apply(step(1), attempt(farm.hosts)).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(SwitchFired);
    expect((failed as Error).message).toMatch(
      /^host01 let no new SSH connection in within 1 s .* the old rules are back/,
    );
    expect(await farm.sandbox.snapshot()).toEqual(before);
    expect(await status()).toBe('Started');
    expect(await look(farm.hosts, step(1))).toMatchObject({ is: 'todo', seen: { pending: false } });
  });

  test('is taken back to the rules that ran, where a change by hand nobody had loaded is what cuts', async () => {
    writeFileSync(file('rules'), `${text('rules')}DROP net $FW tcp 22\n`);
    const trapped = await farm.sandbox.snapshot();
    await farm.sandbox.faults.cutWhenLoaded('DROP net $FW tcp 22');
    await expect(apply(step(1), attempt(farm.hosts))).rejects.toThrow(/the old rules are back/);
    await farm.hosts('host01').probe(5000);
    expect(await farm.sandbox.snapshot()).toEqual(trapped);
    expect(await status()).toBe('Started');
  });

  test('leaves the firewall open rather than SSH cut off when the old rules do not load either, and says so', async () => {
    await farm.sandbox.faults.cutWhenLoaded(paramLine);
    await farm.sandbox.faults.tool('shorewall', { kind: 'fail' }, { when: 'restore' });
    await expect(apply(step(1), attempt(farm.hosts))).rejects.toThrow(
      /the old files are back, .* the firewall is open/,
    );
    expect(await status()).toBe('Cleared');
    expect(text('rules')).not.toContain(ruleLine);
  });

  test('is taken back with nobody there, and tried anew by who comes back', async () => {
    await farm.sandbox.faults.cutWhenLoaded(paramLine);
    const dies = attempt(farm.another(), {
      name: 'cut',
      at: (point, { letGo }) => point === 'switch.armed' && letGo(),
    });
    await expect(apply(step(1), dies)).rejects.toThrow();
    await expect(apply(step(1), attempt(farm.another(), { name: 'cut' }))).rejects.toBeInstanceOf(SwitchFired);
    expect(await farm.sandbox.snapshot()).toEqual(before);
    expect(await status()).toBe('Started');
  });
});

describe('a process that dies', () => {
  test.each(['switch.armed', 'switch.proved', 'switch.confirmed'])(
    'at %s and comes back in time proves and confirms in its place',
    async (point) => {
      const dies = attempt(farm.another(), { name: 'dies', at: (passed) => passed === point && die() });
      await expect(apply(step(), dies)).rejects.toThrow('died');
      await perform(step(), attempt(farm.another(), { name: 'dies' }));
      expect(text('rules').split(ruleLine)).toHaveLength(2);
      expect(await status()).toBe('Started');
    },
  );

  test('and does not come back in time leaves the old rules, and the next one begins anew', async () => {
    const dies = attempt(farm.another(), { name: 'late', at: (passed) => passed === 'switch.armed' && die() });
    await expect(apply(step(1), dies)).rejects.toThrow('died');
    await expect
      .poll(async () => [text('rules').includes(ruleLine), await status()], { timeout: 120_000 })
      .toEqual([false, 'Started']);
    await perform(step(), attempt(farm.another(), { name: 'late' }));
    expect(text('rules')).toContain(ruleLine);
  });

  test('is not believed to be done by one that looks while the switch is armed', async () => {
    const dies = attempt(farm.another(), { name: 'looks', at: (passed) => passed === 'switch.armed' && die() });
    await expect(apply(step(), dies)).rejects.toThrow('died');
    expect(await look(farm.hosts, step())).toMatchObject({ is: 'todo', seen: { loaded: true, pending: true } });
    await perform(step(), attempt(farm.hosts, { name: 'looks' }));
  });
});

test('a cancelled run has its change taken back at once, without opening the firewall', async () => {
  const applying = attempt(farm.hosts, { at: (point, { cancel }) => point === 'switch.armed' && cancel() });
  await expect(apply(step(), applying)).rejects.toBeInstanceOf(Cancelled);
  expect(await farm.sandbox.snapshot()).toEqual(before);
});

test('rules that are in the files and were never loaded are loaded under the switch too', async () => {
  await perform(step(), attempt(farm.hosts));
  const files = { rules: text('rules'), params: text('params') };
  await perform(removeForward(farm.farm, farm.vm) as Invocation, attempt(farm.hosts));
  writeFileSync(file('rules'), files.rules);
  writeFileSync(file('params'), files.params);
  expect(await look(farm.hosts, step())).toMatchObject({ is: 'todo', seen: { loaded: false } });
  await farm.sandbox.faults.cutWhenLoaded(ruleLine);
  await expect(apply(step(1), attempt(farm.hosts))).rejects.toBeInstanceOf(SwitchFired);
  expect(text('rules')).not.toContain(ruleLine);
});

test('three clones at once take turns, and none loses a line', async () => {
  const numbers = [6, 7, 8];
  await Promise.all(numbers.map((number) => perform(step(20, number), attempt(farm.another()))));
  for (const number of numbers) expect(text('rules')).toContain(`tcp     ${22_000 + number} `);
  expect(text('params').match(/^VM_/gm)).toHaveLength(5);
  for (const number of numbers) expect(await look(farm.hosts, step(20, number))).toMatchObject({ is: 'done' });
});

/** Stands for kill -9: nothing of this process does anything more for the step. */
function die(): never {
  throw new Error('died');
}
