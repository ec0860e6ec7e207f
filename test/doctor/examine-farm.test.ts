import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { platforms } from '../../platforms/index.ts';
import { lvmOf } from '../../platforms/lvm/settings.ts';
import { examineFarm } from '../../src/doctor/examine-farm.ts';
import { placed, programsOf, rulesOf, sudoersOf } from '../../src/doctor/sudoers.ts';
import { programsOn, trySudo } from '../../src/doctor/try-sudo.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { type Sandboxed, sandboxed } from '../farm/sandboxed.ts';

let it: Sandboxed;
beforeAll(async () => {
  it = await sandboxed();
});
afterAll(() => it?.close());

const path = (below: string) => join(it.sandbox.hosts[0].folder, below);

async function found(change: (farm: Farm) => Farm = (farm) => farm): Promise<readonly string[]> {
  const findings = await examineFarm(change(it.farm), it.hosts, platforms);
  return findings.filter(({ is }) => is !== 'ok').map(({ is, about, says }) => `${is} ${about}: ${says}`);
}

describe('a farm as farm.yaml describes it', () => {
  test('is well, and how many VMs the naming rules fit is said', async () => {
    expect(await found()).toEqual([]);
    expect(await examineFarm(it.farm, it.hosts, platforms)).toContainEqual({
      is: 'ok',
      about: 'naming',
      says: "the rules fit 2 of the cluster's 2 instances",
    });
  });
});

test('a protected VM that the cluster does not have is named, and which one was meant', async () => {
  const vms = new Map([['galifrey', { name: 'galifrey', protected: true }]]);
  expect(await found((farm) => ({ ...farm, vms }))).toEqual([
    'warning vms.galifrey: it is protected, but the cluster has no galifrey.xivo.vm.farm: this protects nothing',
  ]);
  expect(await examineFarm({ ...it.farm, vms }, it.hosts, platforms)).toContainEqual(
    expect.objectContaining({ about: 'vms.galifrey', mend: 'Was gallifrey meant?' }),
  );
  const none = new Map([['galifrey', { name: 'galifrey', protected: false }]]);
  expect(await found((farm) => ({ ...farm, vms: none }))).toEqual([]);
});

describe('a wrong setting is found before a clone fails of it:', () => {
  test.each<[string, (farm: Farm) => Farm, string]>([
    [
      'the volume group',
      (farm) => ({ ...farm, storage: { ...lvmOf(farm), volumeGroup: 'data' } }),
      'problem host01: there is no volume group data, only all',
    ],
    [
      'the node',
      (farm) => ({ ...farm, hypervisor: { ...farm.hypervisor, node: 'host09.farm' } }),
      'problem host01: Ganeti has no node host09.farm, only host01.farm',
    ],
    [
      'the forward zone',
      (farm) => ({ ...farm, dns: { ...farm.dns, forward: { ...farm.dns.forward, zone: 'barn' } } }),
      'problem zone barn: ',
    ],
    [
      'the reverse zone',
      (farm) => ({
        ...farm,
        dns: { ...farm.dns, reverse: { zone: '9.9.in-addr.arpa', file: farm.dns.reverse?.file ?? '' } },
      }),
      'problem zone 9.9.in-addr.arpa: ',
    ],
    [
      "the zone's file",
      (farm) => ({ ...farm, dns: { ...farm.dns, forward: { ...farm.dns.forward, file: '/nowhere' } } }),
      'problem ',
    ],
    [
      'a zone of the firewall',
      (farm) => ({ ...farm, ...(farm.firewall && { firewall: { ...farm.firewall, vmZone: 'dmz' } }) }),
      'has no zone dmz, only fw, net and loc',
    ],
    [
      'the parameter of the public address',
      (farm) => ({ ...farm, ...(farm.firewall && { firewall: { ...farm.firewall, publicAddress: '$FAILOVER' } }) }),
      'sets no FAILOVER',
    ],
    [
      'the naming of instances',
      (farm) => ({ ...farm, vms: new Map(), naming: { ...farm.naming, instance: '{name}.lab.example' } }),
      "problem naming: the rules fit none of the cluster's 2 instances, such as gallifrey.xivo.vm.farm",
    ],
    [
      'the naming of parameters',
      (farm) => ({ ...farm, naming: { ...farm.naming, variable: 'HOST_{NAME}' } }),
      'warning naming: the firewall has a parameter of none of the VMs, such as HOST_GALLIFREY',
    ],
    [
      'the naming of sites',
      (farm) => ({ ...farm, naming: { ...farm.naming, site: '{name}.example.org' } }),
      'warning naming: the proxy has a site of none of the VMs, such as gallifrey.example.org',
    ],
    [
      'the pool',
      (farm) => ({ ...farm, pool: { network: '192.168.7.0/24', excluded: [] } }),
      "problem pool: none of the VMs' addresses is in 192.168.7.0/24, for example 10.10.60.",
    ],
    [
      'a command that is not there',
      (farm) => ({ ...farm, dns: { ...farm.dns, reload: ['rndd', 'reload'] } }),
      'problem host01: there is no program rndd',
    ],
    [
      'a health command that fails',
      (farm) => ({ ...farm, dhcp: { ...farm.dhcp, health: ['false'] } }),
      'problem host01: "false" ends with 1',
    ],
  ])('%s', async (_, change, says) => {
    expect(await found(change)).toContainEqual(expect.stringContaining(says));
  });
});

describe('a farm that is not well is said:', () => {
  afterEach(async () => {
    rmSync(path('sudoers'), { force: true });
    await it.hosts('host01').run({ script: 'gnt-cluster queue undrain' });
  });

  test('a queue of Ganeti’s that takes no jobs', async () => {
    await it.hosts('host01').run({ script: 'gnt-cluster queue drain' });
    expect(await found()).toEqual(["problem host01: Ganeti's job queue is drained: it takes no new jobs"]);
  });

  test('reads of Ganeti that start a Python each, by what luxid said, and how they need not', async () => {
    const about = (findings: Awaited<ReturnType<typeof examineFarm>>) =>
      findings.filter(({ says }) => says.includes('LUXI'));
    expect(about(await examineFarm(it.farm, it.hosts, platforms))).toEqual([
      { is: 'ok', about: 'host01', says: 'Ganeti is read by LUXI (socket)' },
    ]);
    const breaks = () => it.sandbox.faults.tool('socat', { kind: 'fail' }, { when: 'ganeti-query', times: 3 });
    await breaks();
    await it.hosts('host01').run({ script: 'gnt-cluster queue drain' });
    expect(await found()).toEqual([
      "problem host01: Ganeti's job queue is drained: it takes no new jobs",
      'warning host01: Ganeti is not read by LUXI but by its own commands, which takes seconds each time: socat: fault asked for by a test',
    ]);
    await breaks();
    const [{ mend } = {}] = about(await examineFarm(it.farm, it.hosts, platforms));
    expect(mend).toMatch(/^Copy \/.*\/platforms\/ganeti\/farmhand-luxi there as \/usr\/local\/sbin\/farmhand-luxi, /);
  });

  test('a zone’s file that the name server has not loaded, or that is another', async () => {
    const file = path('etc/bind/db.farm');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, before.replace('2011031200', '2011031299'));
    expect(await found()).toEqual([
      expect.stringContaining('warning zone farm: the name server has serial 2011031200, '),
    ]);
    writeFileSync(file, before);
  });

  const settings = () => {
    const host = it.farm.hosts.get('host01');
    if (!host) throw new Error('no host01');
    return { ...host, user: 'farmhand', sudo: true };
  };

  test('a sudoers rule that is missing', async () => {
    const host = it.hosts('host01');
    const file = sudoersOf(it.farm, settings(), platforms);
    writeFileSync(path('sudoers'), file);
    const asSudoer = {
      ...host,
      run: (script: Parameters<typeof host.run>[0]) =>
        host.run({ ...script, script: `as_root() { sudo -n "$@"; }\n${script.script}` }),
    };
    const rules = rulesOf(it.farm, settings(), platforms);
    expect(await trySudo(asSudoer, settings(), rules)).toEqual([]);
    writeFileSync(
      path('sudoers'),
      file
        .split('\n')
        .filter((line) => !line.includes('lvcreate'))
        .join('\n'),
    );
    expect(await trySudo(asSudoer, settings(), rules)).toEqual([
      expect.objectContaining({
        is: 'problem',
        says: expect.stringMatching(/^sudo does not let farmhand run \/usr\/sbin\/lvcreate --yes --snapshot --size /),
        mend: expect.stringContaining('farmhand doctor --sudoers --host host01'),
      }),
    ]);
  });

  test('nobody asks sudo where farmhand is root', async () => {
    expect(await trySudo(it.hosts('host01'), { ...settings(), sudo: false }, ['/usr/bin/nothing ^-x$'])).toEqual([]);
  });

  test('rules name the programs where the host has them', async () => {
    const programs = await programsOn(it.hosts('host01'), [
      ...programsOf(it.farm, settings(), platforms),
      'no-such-program',
    ]);
    expect(programs.get('lvs')).toBe(path('bin/lvs'));
    expect(programs.has('no-such-program')).toBe(false);
    expect(sudoersOf(it.farm, settings(), platforms, programs)).toContain(`NOPASSWD: ${path('bin/lvs')} ^`);
    expect(placed('/usr/bin/rndc ^reload$', new Map([['rndc', '/usr/sbin/rndc']]))).toBe('/usr/sbin/rndc ^reload$');
    expect(placed('/usr/bin/rndc ^reload$', new Map())).toBe('/usr/bin/rndc ^reload$');
    expect(sudoersOf(it.farm, settings(), platforms)).toContain('the paths are those of Debian');
  });
});
