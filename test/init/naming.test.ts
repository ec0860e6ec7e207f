import { describe, expect, test } from 'vitest';
import type { FoundVm } from '../../src/farm/discovery.ts';
import { guessNaming, type Seen } from '../../src/init/naming.ts';

/** VMs by their full names, at .1, .2, … of a network. */
function vms(...instances: readonly string[]): readonly FoundVm[] {
  return instances.map((instance, at) => ({ instance, address: `10.10.60.${at + 1}`, volumes: [] }));
}

const variables = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([name, value]) => ({ name, value, file: '/etc/shorewall/params', line: 1 }));

const sites = (all: Readonly<Record<string, string>>) =>
  Object.entries(all).map(([names, target]) => ({
    file: names,
    names: names.split(' '),
    targets: [`http://${target}`],
    enabled: true,
  }));

/** The rules as farm.yaml would have them. */
function rulesOf(seen: Seen) {
  const guess = guessNaming(seen);
  return Object.fromEntries(Object.entries(guess?.rules ?? {}).map(([name, { value }]) => [name, value]));
}

describe('naming rules', () => {
  test('are those of the seed', () => {
    const seen = {
      vms: vms('skaro.xivo.vm.farm', 'gallifrey-dev.xivo.vm.farm'),
      zone: 'farm',
      variables: variables({
        IP_FAILOVER: '10.0.2.15',
        VM_SKARO_XIVO: '10.10.60.1',
        VM_GALLIFREY_DEV_XIVO: '10.10.60.2',
      }),
      sites: sites({
        'skaro.dachary.org': 'skaro.xivo.vm.farm',
        'gallifrey-dev.dachary.org': 'gallifrey-dev.xivo.vm.farm',
      }),
    };
    expect(rulesOf(seen)).toEqual({
      instance: '{name}.xivo.vm.farm',
      variable: 'VM_{NAME}_XIVO',
      site: '{name}.dachary.org',
    });
    expect(guessNaming(seen)?.rules.variable?.unsure).toBeUndefined();
  });

  test('have no part for what the farm does not have', () => {
    expect(rulesOf({ vms: vms('web.lab.example'), zone: 'lab.example' })).toEqual({ instance: '{name}.lab.example' });
  });

  test('are found where the name comes last, first or in the middle of a variable, and sites are by address', () => {
    const seen = { vms: vms('rose.lab.example', 'donna.lab.example'), zone: 'lab.example' };
    expect(rulesOf({ ...seen, variables: variables({ ROSE_IP: '10.10.60.1', DONNA_IP: '10.10.60.2' }) }).variable).toBe(
      '{NAME}_IP',
    );
    expect(rulesOf({ ...seen, variables: variables({ HOST_ROSE: '10.10.60.1' }) }).variable).toBe('HOST_{NAME}');
    expect(rulesOf({ ...seen, sites: sites({ 'www-rose.example.org': '10.10.60.1:8080/' }) }).site).toBe(
      'www-{name}.example.org',
    );
  });

  test('take no part of another word for a name', () => {
    const seen = { vms: vms('web.lab.example', 'web-1.lab.example'), zone: 'lab.example' };
    const named = { VM_WEB: '10.10.60.1', VM_WEB_1: '10.10.60.2', VM_WEBMAIL: '10.10.60.1' };
    const guess = guessNaming({ ...seen, variables: variables(named) });
    expect(guess?.rules.variable).toMatchObject({ value: 'VM_{NAME}' });
    expect(guess?.vms.get('web')).toEqual({});
    const other = guessNaming({ ...seen, variables: variables({ VM_WEBMAIL: '10.10.60.1' }) });
    expect(other?.rules.variable).toMatchObject({ value: 'VM_{NAME}', unsure: true });
  });

  test('of VMs in several domains are those of the most, and the others keep their own names', () => {
    const guess = guessNaming({
      vms: vms('skaro.vm.farm', 'gallifrey.xivo.vm.farm', 'gallifrey-dev.xivo.vm.farm', 'printer.elsewhere.org'),
      zone: 'farm',
      variables: variables({
        OLD_BOX: '10.10.60.1',
        VM_GALLIFREY_XIVO: '10.10.60.2',
        VM_GALLIFREY_DEV_XIVO: '10.10.60.3',
      }),
    });
    expect(guess?.rules.instance).toMatchObject({ value: '{name}.xivo.vm.farm', unsure: true });
    expect(guess?.rules.variable).toMatchObject({ value: 'VM_{NAME}_XIVO', unsure: true });
    expect(Object.fromEntries(guess?.vms ?? [])).toEqual({
      gallifrey: {},
      'gallifrey-dev': {},
      skaro: { instance: 'skaro.vm.farm', variable: 'OLD_BOX' },
    });
    expect(guess?.left).toEqual(['printer.elsewhere.org: it is not in the zone farm']);
  });

  test('leave out a VM whose name is another one’s already', () => {
    const guess = guessNaming({ vms: vms('a.one.farm', 'b.one.farm', 'a.two.farm'), zone: 'farm' });
    expect(guess?.left).toEqual(['a.two.farm: a.one.farm is called a already']);
  });

  test('take what all names begin with for a part of the rule, where variables then follow one', () => {
    const guess = guessNaming({
      vms: vms('vm-rose.lab.example', 'vm-donna.lab.example'),
      zone: 'lab.example',
      variables: variables({ IP_ROSE: '10.10.60.1', IP_DONNA: '10.10.60.2' }),
    });
    expect(guess?.rules).toMatchObject({
      instance: { value: 'vm-{name}.lab.example' },
      variable: { value: 'IP_{NAME}' },
    });
    expect([...(guess?.vms.keys() ?? [])]).toEqual(['rose', 'donna']);
  });

  test('are unsure where names that all begin alike could be taken in two ways', () => {
    const guess = guessNaming({ vms: vms('vm-rose.lab.example', 'vm-donna.lab.example'), zone: 'lab.example' });
    expect(guess?.rules.instance).toMatchObject({ value: '{name}.lab.example', unsure: true });
    expect(guess?.rules.instance?.from).toContain('vm-{name}.lab.example would fit as well');
  });

  test('are proposed, and unsure, where variables and sites follow none', () => {
    const guess = guessNaming({
      vms: vms('rose.lab.example'),
      zone: 'lab.example',
      variables: variables({ BOX: '10.10.60.1' }),
      sites: sites({ 'docs.example.org': 'rose.lab.example' }),
    });
    expect(guess?.rules).toMatchObject({
      variable: { value: 'VM_{NAME}', unsure: true },
      site: { value: '{name}.example.org', unsure: true },
    });
    expect(guess?.vms.get('rose')).toEqual({ variable: 'BOX', site: 'docs.example.org' });
  });

  test('give no two VMs one site, where one leads to both', () => {
    const guess = guessNaming({
      vms: vms('rose.lab.example', 'donna.lab.example'),
      zone: 'lab.example',
      sites: sites({ 'docs.example.org': 'rose.lab.example', 'docs.example.org www.example.org': 'donna.lab.example' }),
    });
    expect(Object.fromEntries(guess?.vms ?? [])).toEqual({
      rose: { site: 'docs.example.org' },
      donna: { site: 'www.example.org' },
    });
  });

  test('are none where no VM is in the zone', () => {
    expect(guessNaming({ vms: vms('rose.lab.example'), zone: 'farm' })).toBeUndefined();
  });
});
