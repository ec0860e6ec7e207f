import { beforeAll, describe, expect, it } from 'vitest';
import { type LabFarm, labFarm } from './fixture.ts';

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
    expect(volumes.stdout).toMatch(/^( {2}[0-9a-f-]{36}\.disk0 +256\.00\n){2}$/);
    const names = await farm.exec('getent hosts gallifrey.xivo.vm.farm; getent hosts 10.10.60.5');
    expect(names.stdout).toMatch(
      /^10\.10\.60\.5 +gallifrey\.xivo\.vm\.farm\n10\.10\.60\.5 +gallifrey\.xivo\.vm\.farm\n$/,
    );
  });

  it("lets people reach gallifrey's SSH on the failover address", async () => {
    const { ssh, ports } = farm;
    const { stdout } = await farm.exec('ssh-keyscan -t ed25519 gallifrey.xivo.vm.farm 2>/dev/null');
    expect(stdout).toMatch(/ssh-ed25519 /);
    expect(ports[22005]).not.toBe(ssh.port);
  });

  it('has the time of day after a reset', async () => {
    const { stdout } = await farm.exec('date +%s');
    expect(Math.abs(Number(stdout) - Date.now() / 1000)).toBeLessThan(5);
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
