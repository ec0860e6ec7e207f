import { beforeAll, describe, expect, it } from 'vitest';
import { loadFarm } from '../../platforms/load-farm.ts';
import { type LabFarm, labFarm } from './fixture.ts';
import { run } from './run.ts';

describe('the lab', () => {
  let farm: LabFarm;
  beforeAll(async () => {
    farm = await labFarm();
  });

  const page = (name: string) => farm.exec(`curl -s -m 60 -H 'Host: ${name}.dachary.org' http://127.0.0.1/`);

  it('runs gallifrey, which answers through the proxy by its public name', async () => {
    const { stdout } = await page('gallifrey');
    expect(stdout).toContain('hostname=gallifrey\naddress=10.10.60.5\nmac=52:54:7a:c4:05:d1\ninterface=eth0\n');
  });

  it('has the instances, the volumes, and the names of the farm', async () => {
    const instances = await farm.exec('gnt-instance list --no-headers --separator=: -o name,status,pnode');
    expect(instances.stdout).toBe(
      'gallifrey.xivo.vm.farm:running:host01.farm\nskaro.xivo.vm.farm:ADMIN_down:host01.farm\n',
    );
    const volumes = await farm.exec('lvs --noheadings --units m --nosuffix -o lv_name,lv_size all');
    const disks = volumes.stdout
      .replaceAll(/^ {2}[0-9a-f-]{36}\.disk0 +/gm, 'disk0 ')
      .trimEnd()
      .split('\n');
    expect(disks.sort()).toEqual(['disk0 256.00', 'disk0 384.00']);
    const names = await farm.exec('getent hosts gallifrey.xivo.vm.farm; getent hosts 10.10.60.5');
    expect(names.stdout).toMatch(
      /^10\.10\.60\.5 +gallifrey\.xivo\.vm\.farm\n10\.10\.60\.5 +gallifrey\.xivo\.vm\.farm\n$/,
    );
  });

  it("lets people reach gallifrey's SSH on the failover address", async () => {
    const { ssh, ports } = farm;
    const options = ['-F', 'none', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes'];
    const files = ['-i', ssh.keyFile, '-o', `UserKnownHostsFile="${ssh.knownHostsFile}"`];
    const port = ['-p', String(ports[22005])];
    // A connection on its way through the firewall while the snapshot comes to life may be lost.
    await expect
      .poll(() => run('ssh', [...options, ...files, ...port, 'root@127.0.0.1', 'hostname']), { timeout: 120_000 })
      .toMatchObject({ stdout: 'gallifrey\n' });
  });

  it('describes itself to farmhand in a farm.yaml', async () => {
    const { hosts, pool } = await loadFarm(farm.farmFile);
    expect(hosts.get('host01')).toMatchObject({ port: farm.ssh.port, keyFiles: [farm.ssh.keyFile] });
    expect(pool.network).toBe('10.10.60.0/24');
  });

  it('has the time of day after a reset', async () => {
    const before = Date.now() / 1000;
    const { stdout } = await farm.exec('date +%s');
    expect(Number(stdout)).toBeGreaterThan(before - 5);
    expect(Number(stdout)).toBeLessThan(Date.now() / 1000 + 5);
  });

  it('forgets on reset what was done to it, files and volumes alike', async () => {
    await farm.exec('lvcreate -q -y --size 256M --name dev all && touch /etc/clone');
    await farm.reset();
    const { code } = await farm.exec('test -e /etc/clone || lvs all/dev');
    expect(code).not.toBe(0);
  });

  it('knows of no uncommitted change in /etc', async () => {
    expect((await farm.exec('git -C /etc status --porcelain')).stdout).toBe('');
  });
});
