import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { vms6 } from '../../src/sandbox/vms.ts';
import { fingerprint } from '../../src/ssh/known-hosts.ts';
import { needsRoot } from '../support/root.ts';
import { type Sshd, startSshd } from '../support/sshd.ts';
import { farmhand } from './farmhand.ts';
import { type PlainFarm, type PlainFarmSettings, plainFarm } from './plain-farm.ts';

/** The sandbox's farm under names, addresses and ports that follow other rules. */
function other(text: string): string {
  return text
    .replaceAll('xivo.vm.farm', 'guests.lab.example')
    .replaceAll('.xivo.vm ', '.guests ')
    .replaceAll('zone "farm"', 'zone "lab.example"')
    .replaceAll('etc/bind/db.farm', 'etc/bind/lab.zone')
    .replaceAll('$ORIGIN farm.', '$ORIGIN lab.example.')
    .replaceAll('10.10.in-addr.arpa', '20.172.in-addr.arpa')
    .replaceAll('etc/bind/db.10.10', 'etc/bind/reverse.zone')
    .replaceAll('10.10.', '172.20.')
    .replace(/\bVM_(\w+)_XIVO\b/g, '$1_ADDRESS')
    .replaceAll('IP_FAILOVER', 'PUBLIC')
    .replaceAll('dachary.org', 'apps.example.net')
    .replaceAll('gallifrey', 'atlas')
    .replaceAll('skaro', 'boreas')
    .replaceAll('GALLIFREY', 'ATLAS')
    .replaceAll('SKARO', 'BOREAS')
    .replace(/\b22(0\d\d)\b/g, '31$1')
    .replace(/(^|\s)net(?=\s)/gm, '$1wan')
    .replace(/\bloc\b/g, 'dmz')
    .replaceAll('255.255.255.255', '255.255.0.0');
}

/** `root@127.0.0.1:PORT=FINGERPRINT`, as a person who compared it types it. */
function typed({ port, hostKeys: [key = ''] }: Sshd): string {
  return `root@127.0.0.1:${port}=${fingerprint(Buffer.from(key.split(' ')[1] ?? '', 'base64'))}`;
}

const suite = needsRoot();

test('farmhand init on a host without a hypervisor says what it looked for, and writes nothing', async () => {
  const sshd = await startSshd();
  const folder = await mkdtemp(join(tmpdir(), 'farmhand-init-'));
  try {
    const user = userInfo().username;
    const { code, err } = await farmhand(['init', typed(sshd).replace('root', user), '--key', sshd.keyFile], {
      cwd: folder,
    });
    expect(code).toBe(1);
    expect(err).toMatch(/^farmhand: no hypervisor farmhand knows was found; looked on host01\n/);
    expect(await readdir(folder)).toEqual(['known_hosts']);
  } finally {
    await sshd.remove();
    await rm(folder, { recursive: true });
  }
});

suite('farmhand init', () => {
  let folder: string;
  let farm: PlainFarm | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'farmhand-init-'));
    farm = undefined;
  });
  afterEach(async () => {
    await farm?.close();
    await rm(folder, { recursive: true });
  });

  /** init on a farm, and what it wrote. */
  const initOn = async (settings: PlainFarmSettings) => {
    farm = await plainFarm(settings);
    const [first] = farm.sshds;
    // One key for all, as people have it.
    const words = farm.sshds.map(typed);
    for (const sshd of farm.sshds.slice(1))
      await writeFile(
        join(sshd.folder, 'authorized_keys'),
        await readFile(join(first?.folder ?? '', 'authorized_keys')),
      );
    const ended = await farmhand(['init', '--key', first?.keyFile ?? '', ...words], { cwd: folder });
    expect(ended).toMatchObject({ code: 0, err: '' });
    return { ...ended, yaml: parse(await readFile(join(folder, 'farm.yaml'), 'utf8')) };
  };

  /** The doctor has no problem with the file, and a plan is shown. */
  const goesOn = async (vm: string): Promise<string> => {
    const doctor = await farmhand(['doctor'], { cwd: folder });
    expect(doctor.out).toMatch(/Nothing is in the way of farmhand start\.\n$/);
    const { code, out } = await farmhand(['say', `!plan clone ${vm} test`], { cwd: folder });
    expect(code).toBe(0);
    return out;
  };

  test('describes the farm of the seed, so that the doctor accepts it and a plan is shown', async () => {
    const { yaml, out } = await initOn({});
    expect(out).toContain('farm.yaml is valid');
    expect(yaml).toMatchObject({
      ganeti: { node: 'host01.farm', memory: '4G', balloon: '1G' },
      lvm: { volume_group: 'all' },
      dns: { forward: { zone: 'farm', file: '/etc/bind/db.farm' }, reverse: { zone: '10.10.in-addr.arpa' } },
      dhcp: { file: '/etc/dhcp/dhcpd.conf', netmask: '255.255.255.255' },
      firewall: { public_address: '$IP_FAILOVER', net_zone: 'net', vm_zone: 'loc', ssh_base: 22000 },
      pool: { network: '10.10.60.0/24' },
      naming: { instance: '{name}.xivo.vm.farm', variable: 'VM_{NAME}_XIVO', site: '{name}.dachary.org' },
      vms: { gallifrey: { protected: true }, skaro: { protected: true } },
    });
    expect(await goesOn('gallifrey')).toContain('name gallifrey-test.xivo.vm.farm');
  });

  test('describes a farm of other names on two hosts, by nothing but what is there', async () => {
    const { yaml } = await initOn({ renamed: other, apart: true });
    expect(yaml).toMatchObject({
      ganeti: { host: 'host01' },
      dns: {
        host: 'host02',
        forward: { zone: 'lab.example', file: '/etc/bind/lab.zone' },
        reverse: { zone: '20.172.in-addr.arpa', file: '/etc/bind/reverse.zone' },
      },
      dhcp: { host: 'host02', netmask: '255.255.0.0' },
      firewall: { host: 'host02', public_address: '$PUBLIC', net_zone: 'wan', vm_zone: 'dmz', ssh_base: 31000 },
      proxy: { host: 'host02' },
      pool: { network: '172.20.60.0/24' },
      naming: {
        instance: '{name}.guests.lab.example',
        variable: '{NAME}_ADDRESS',
        site: '{name}.apps.example.net',
      },
    });
    const plan = await goesOn('atlas');
    expect(plan).toContain('name atlas-test.guests.lab.example');
    expect(plan).toContain('proxy site atlas-test.apps.example.net');
  });

  test('describes a farm with IPv6: its network and its rule, its reverse zone, and the rules of its firewall', async () => {
    const { yaml } = await initOn({ vms: vms6 });
    expect(yaml).toMatchObject({
      dns: { reverse6: { zone: '8.b.d.0.1.0.0.2.ip6.arpa', file: '/etc/bind/db.2001' } },
      firewall: { rules6: '/etc/shorewall6/rules', params6: '/etc/shorewall6/params' },
      pool: { network: '10.10.60.0/24', network6: { prefix: '2001:db8:10:60::/64', by: 'last' } },
    });
    const plan = await goesOn('gallifrey');
    expect(plan).toContain('reverse DNS record 2001:db8:10:60::3 PTR');
    expect(plan).toContain('rules of the IPv6 firewall about 2001:db8:10:60::3');
  });

  test('describes dynamic zones with the key that is there, and Kea', async () => {
    const { yaml, out } = await initOn({ farm: 'modern' });
    expect(yaml).toMatchObject({
      dns: { kind: 'rfc2136', forward: { zone: 'farm' }, key: '/etc/bind/farmhand.key' },
      dhcp: { kind: 'kea', file: '/etc/kea/kea-dhcp4.conf', socket: '/run/kea/kea4-ctrl-socket' },
    });
    expect(out).toContain('check  dns.key: /etc/bind/farmhand.key');
    expect(await goesOn('gallifrey')).toContain('DHCP reservation gallifrey-test.xivo.vm.farm');
  });

  test('leaves out a proxy that leads to no VM, as a comment, and the doctor accepts that', async () => {
    const { yaml, out } = await initOn({ renamed: (text) => text.replaceAll(/proxy_pass +\S+;/g, 'return 404;') });
    expect(out).toContain('note   nginx of host01 leads to no VM: proxy stands in the file as a comment');
    expect(yaml.proxy).toBeUndefined();
    expect(yaml.naming).not.toHaveProperty('site');
    expect(await readFile(join(folder, 'farm.yaml'), 'utf8')).toContain(
      '# proxy:\n#   available: /etc/nginx/sites-available\n',
    );
    expect(await goesOn('gallifrey')).not.toContain('proxy site');
  });

  test('writes no file over one that is there, and asks no host before it says so', async () => {
    await writeFile(join(folder, 'farm.yaml'), 'mine\n');
    const { code, err } = await farmhand(['init', 'root@127.0.0.1:1'], { cwd: folder });
    expect({ code, err }).toEqual({
      code: 1,
      err: 'farmhand: there is a farm.yaml already, which is not overwritten: move it away, or name another with --farm\n',
    });
    expect(await readFile(join(folder, 'farm.yaml'), 'utf8')).toBe('mine\n');
  });

  test('takes a link that leads nowhere for a farm.yaml that is there', async () => {
    await symlink('nowhere', join(folder, 'farm.yaml'));
    const { code, err } = await farmhand(['init', 'root@127.0.0.1:1'], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toMatch(/^farmhand: there is a farm\.yaml already/);
    expect(await readdir(folder)).toEqual(['farm.yaml']);
  });

  test('writes nothing where no VM has a name farm.yaml can have, and says each', async () => {
    const numbered = (text: string) => text.replace(/gallifrey/gi, '1').replace(/skaro/gi, '2');
    farm = await plainFarm({ renamed: numbered });
    const [sshd] = farm.sshds;
    const words = sshd ? ['init', '--key', sshd.keyFile, typed(sshd)] : [];
    const { code, err } = await farmhand(words, { cwd: folder });
    expect({ code, err }).toEqual({
      code: 1,
      err: [
        'farmhand: no VM has a name that can be in farm.yaml; looked on host01',
        '1.xivo.vm.farm: "1" is no name for a VM: it takes a letter',
        '2.xivo.vm.farm: "2" is no name for a VM: it takes a letter',
        '',
      ].join('\n'),
    });
    expect(await readdir(folder)).toEqual(['known_hosts']);
  });
});
