import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFarm } from '../../platforms/load-farm.ts';
import { BadName, cloneName, nameProblem, shortName, vmNamed, vmOfInstance } from '../../src/farm/naming.ts';
import { exampleFarm, smallText, spreadText } from './farms.ts';

const spread = parseFarm(spreadText, 'farm.yaml');
const small = parseFarm(smallText, 'farm.yaml');

describe('what can be the name of a VM', () => {
  const good = ['a', 'gallifrey', 'gallifrey-dev', 'vm2', '3com', 'a'.repeat(63), 'a--b'];
  test.each(good)('%s can', (name) => expect(nameProblem(name)).toBeUndefined());

  const bad = [
    '',
    '-',
    '-a',
    'a-',
    '--rsync-path=x',
    'A',
    'é',
    'a b',
    'a.b',
    'a_b',
    '7',
    '10-20',
    'a\n',
    'a;b',
    '$(x)',
    '../a',
    'a'.repeat(64),
  ];
  test.each(bad)('%j cannot', (name) => {
    expect(nameProblem(name)).toBeTypeOf('string');
    expect(() => vmNamed(exampleFarm, name)).toThrow(BadName);
  });

  test('whatever passes is harmless to shells, files and zones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 70 }), (name) => {
        if (nameProblem(name) === undefined) expect(name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
    );
  });
});

test("a VM's names follow the seed's rules", () => {
  expect(vmNamed(exampleFarm, 'gallifrey-dev')).toEqual({
    name: 'gallifrey-dev',
    instance: 'gallifrey-dev.xivo.vm.farm',
    variable: 'VM_GALLIFREY_DEV_XIVO',
    site: 'gallifrey-dev.dachary.org',
    protected: false,
    memory: 4 * 2 ** 30,
    balloon: 2 ** 30,
  });
});

test("a VM's own settings come before the rules", () => {
  expect(vmNamed(spread, 'web')).toEqual({
    name: 'web',
    instance: 'www.lab.example',
    variable: 'HOST_WEB',
    site: 'www.example.org',
    protected: false,
    memory: 8 * 2 ** 30,
    balloon: 4 * 2 ** 30,
    address: '172.20.8.10',
  });
});

test('a farm without firewall or proxy gives no variable and no site', () => {
  expect(vmNamed(small, 'a')).not.toHaveProperty('variable');
  expect(vmNamed(small, 'a')).not.toHaveProperty('site');
});

/** The small farm with a firewall, and `more` under naming. */
const walled = (more: string, vms = '') =>
  parseFarm(`${smallText}${more}\nfirewall: {public_address: 198.51.100.7}\n${vms}`, 'farm.yaml');

describe.each(['variable', 'param'])(
  "the variable that holds a VM's address, as farm.yaml names it in naming.%s,",
  (key) => {
    test('may begin with the name of the VM', () => {
      const farm = walled(`  ${key}: "{NAME}_IP"`);
      expect(vmNamed(farm, 'skaro').variable).toBe('SKARO_IP');
      expect(vmNamed(farm, 'skaro-dev').variable).toBe('SKARO_DEV_IP');
      expect(vmOfInstance(farm, 'skaro.example.net')?.variable).toBe('SKARO_IP');
    });

    test('is none of a VM whose name begins with a digit, where the rule begins with that', () => {
      const farm = walled(`  ${key}: "{NAME}_IP"`);
      expect(() => vmNamed(farm, '3com')).toThrow('3com cannot be forwarded to: 3COM_IP is no name for a parameter');
      expect(vmNamed(walled(`  ${key}: "VM_{NAME}"`), '3com').variable).toBe('VM_3COM');
    });

    test('is that of the VM where it has one of its own', () => {
      const farm = walled(`  ${key}: "{NAME}_IP"`, `vms: {skaro: {${key}: OLD_SKARO}}`);
      expect(vmNamed(farm, 'skaro').variable).toBe('OLD_SKARO');
    });
  },
);

test('a clone is named by the rule of the farm', () => {
  expect(cloneName(exampleFarm, 'gallifrey', 'dev')).toBe('gallifrey-dev');
  expect(cloneName(spread, 'web', 'x')).toBe('x-web');
  expect(() => cloneName(exampleFarm, 'gallifrey', 'dev;rm')).toThrow('"dev;rm" is no suffix');
  expect(() => cloneName(exampleFarm, 'gallifrey', '')).toThrow('is no suffix');
  expect(() => cloneName(exampleFarm, 'gallifrey', '-')).toThrow(BadName);
  expect(() => cloneName(exampleFarm, 'a'.repeat(40), 'b'.repeat(40))).toThrow('at most 63 characters');
  expect(() => cloneName(spread, 'web', 'snapshot')).toThrow('LVM keeps names that begin with snapshot for itself');
});

test('a full name leads back to its VM, and that of another machine to none', () => {
  expect(vmOfInstance(exampleFarm, 'gallifrey-dev.xivo.vm.farm')?.name).toBe('gallifrey-dev');
  expect(vmOfInstance(spread, 'www.lab.example')?.name).toBe('web');
  expect(vmOfInstance(spread, 'web.vm.lab.example')).toBeUndefined();
  const words = ['Gallifrey-dev.xivo.vm.farm', 'gallifrey', 'host01.farm', 'Else'];
  expect(words.map((word) => shortName(exampleFarm, word))).toEqual([
    'gallifrey-dev',
    'gallifrey',
    'host01.farm',
    'Else',
  ]);
  for (const other of [
    'host01.farm',
    'a.b.xivo.vm.farm',
    '.xivo.vm.farm',
    'xivo.vm.farm',
    '7.xivo.vm.farm',
    'gallifrey.xivo.vm.farm.',
  ]) {
    expect(vmOfInstance(exampleFarm, other)).toBeUndefined();
  }
});
