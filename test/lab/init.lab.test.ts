import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type LabFarm, labFarm } from './fixture.ts';
import { run } from './run.ts';

const launcher = join(import.meta.dirname, '../../bin/farmhand');

let lab: LabFarm;
let folder: string;
beforeAll(async () => {
  lab = await labFarm();
  folder = await mkdtemp(join(tmpdir(), 'farmhand-lab-init-'));
  await copyFile(lab.ssh.knownHostsFile, join(folder, 'known_hosts'));
});
afterAll(() => rm(folder, { recursive: true }));

const farmhand = (...words: string[]) => run(process.execPath, [launcher, ...words], { cwd: folder });

it('comes from nothing but the host to a farm.yaml that the doctor accepts, and to a plan', async () => {
  const began = performance.now();
  const { ssh } = lab;
  const made = await farmhand('init', `${ssh.user}@${ssh.host}:${ssh.port}`, '--key', ssh.keyFile);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(parse(await readFile(join(folder, 'farm.yaml'), 'utf8'))).toMatchObject({
    ganeti: { node: 'host01.farm' },
    lvm: { volume_group: 'all' },
    dns: {
      forward: { zone: 'farm', file: '/etc/bind/db.farm' },
      reverse: { zone: '10.10.in-addr.arpa', file: '/etc/bind/db.10.10' },
    },
    dhcp: { file: '/etc/dhcp/dhcpd.conf', netmask: '255.255.255.255' },
    firewall: { public_address: '$IP_FAILOVER', net_zone: 'net', vm_zone: 'loc', ssh_base: 22000 },
    pool: { network: '10.10.60.0/24' },
    naming: { instance: '{name}.xivo.vm.farm', variable: 'VM_{NAME}_XIVO', site: '{name}.dachary.org' },
  });
  const doctor = await farmhand('doctor');
  expect(doctor.stdout).toMatch(/Nothing is in the way of farmhand start\.\n$/);
  const { code, stdout } = await farmhand('say', '!plan clone gallifrey test');
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('gallifrey-test.xivo.vm.farm') });
  console.log(`${made.stdout}${doctor.stdout}${stdout}${((performance.now() - began) / 1000).toFixed(1)} s in all`);
});
