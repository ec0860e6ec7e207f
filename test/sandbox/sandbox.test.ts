import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { loadFarm } from '../../platforms/load-farm.ts';
import { sandbox as nginx } from '../../platforms/nginx/sandbox/files.ts';
import { sandbox as packagingFarm } from '../../platforms/packaging-farm/sandbox/files.ts';
import { createSandbox, type Sandbox, sandboxParts } from '../../platforms/sandboxes.ts';
import { sandbox as shorewall } from '../../platforms/shorewall/sandbox/files.ts';
import { readState } from '../../src/farm/read-state.ts';
import { createSandboxOf } from '../../src/sandbox/sandbox.ts';
import { createHosts } from '../../src/ssh/hosts.ts';
import { eventually } from '../support/eventually.ts';

const small = { diskSize: 8 * 2 ** 20 };

/** Whether it runs: one that has ended and was not yet seen off (proc(5), Z) does not. */
function runs(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

describe('a sandbox', () => {
  it.each([1, 2])('with %i host(s) has a farm.yaml by which farmhand reads all of it', async (hosts) => {
    const sandbox = await createSandbox({ ...small, hosts });
    onTestFinished(() => sandbox.close());
    const farm = await loadFarm(sandbox.farmFile);
    const ssh = createHosts([...farm.hosts.values()]);
    onTestFinished(() => ssh.close());
    const state = await readState(farm, ssh.host);
    const unknown = Object.entries(state).filter(([, part]) => 'unknown' in part);
    expect(unknown).toEqual([]);
    expect(state.instances).toMatchObject({
      known: [
        { name: 'gallifrey.xivo.vm.farm', status: 'running', volumes: ['f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0'] },
        { name: 'skaro.xivo.vm.farm', status: 'ADMIN_down' },
      ],
    });
    expect(state.forward).toMatchObject({ known: { serial: 2011031200, served: 2011031200 } });
    expect(farm.dns.host).toBe(hosts === 1 ? 'host01' : 'host02');
  });

  it('is made of the platforms that are wanted', async () => {
    const without = [nginx, shorewall, packagingFarm];
    const left = sandboxParts.filter((part) => !without.includes(part));
    const sandbox = await createSandboxOf(left, small);
    onTestFinished(() => sandbox.close());
    const [host] = sandbox.hosts;
    const farm = await loadFarm(sandbox.farmFile);
    const ssh = createHosts([...farm.hosts.values()]);
    onTestFinished(() => ssh.close());
    const state = await readState(farm, ssh.host);
    expect(Object.entries(state).filter(([, part]) => 'unknown' in part)).toEqual([]);
    expect([farm.firewall, farm.proxy]).toEqual([undefined, undefined]);
    expect((await host.exec('systemctl reload nginx')).stderr).toBe(
      'Failed to reload nginx.service: Unit nginx.service not found.\n',
    );
    await host.faults.cut();
    await expect
      .poll(() =>
        ssh
          .host('host01')
          .run({ script: 'true' })
          .catch(() => 'cut'),
      )
      .toBe('cut');
  });

  it('calls whoever runs it `you`, and knows others so that a second person can approve', async () => {
    const sandbox = await createSandbox({ ...small, login: 'rose' });
    onTestFinished(() => sandbox.close());
    const { people } = await loadFarm(sandbox.farmFile);
    expect(people.get('you')).toMatchObject({ identities: { console: 'rose' } });
    const ofLogin = [...people.values()].filter(({ identities }) => identities.console === 'rose');
    expect(ofLogin.map(({ name }) => name)).toEqual(['you']);
    expect([...people.keys()]).toEqual(['you', 'rose', 'sarah']);
  });

  it('ends what runs on its hosts when it is closed, and takes its folder away', async () => {
    const sandbox = await createSandbox(small);
    const [host] = sandbox.hosts;
    const { stdout } = await host.exec('setsid sleep 1000 > /dev/null 2>&1 < /dev/null & echo $!');
    const pid = Number(stdout);
    expect(runs(pid)).toBe(true);
    await sandbox.close();
    await eventually(() => expect(runs(pid)).toBe(false));
    expect(existsSync(sandbox.folder)).toBe(false);
  });

  /** A new folder, named so, is the one for temporary files. */
  const temporary = async (name: string): Promise<string> => {
    const around = await mkdtemp(join(tmpdir(), 'farmhand-around-'));
    const folder = join(around, name);
    await mkdir(folder);
    vi.stubEnv('TMPDIR', folder);
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await rm(around, { recursive: true });
    });
    return folder;
  };

  it('takes its folder away when it cannot be made', async () => {
    const folder = await temporary('here');
    const broken = { make: () => Promise.reject(new Error('the disk is full')) };
    await expect(createSandboxOf([broken], small)).rejects.toThrow('the disk is full');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what to do where its folder cannot be', async () => {
    const folder = await temporary('with blanks');
    const why = `no sandbox can be made in ${folder}: its path has to be of letters, digits and . _ @ + - only. Name another`;
    await expect(createSandbox(small)).rejects.toThrow(why);
    await rm(folder, { recursive: true });
    await expect(createSandbox(small)).rejects.toThrow(/: ENOENT: .*\. Name another folder by TMPDIR$/);
  });

  it('leaves a folder that was asked for', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'farmhand-asked-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const sandbox = await createSandbox({ ...small, folder });
    await sandbox.close();
    expect(await readFile(join(folder, 'farm.yaml'), 'utf8')).toMatch(/^# A sandbox/);
  });

  it('is one of several, none of which sees another', async () => {
    const sandboxes = await Promise.all([createSandbox(small), createSandbox(small), createSandbox(small)]);
    onTestFinished(async () => void (await Promise.all(sandboxes.map((sandbox) => sandbox.close()))));
    const [first, second, third] = sandboxes as [Sandbox, Sandbox, Sandbox];
    await first.hosts[0].exec('lvcreate --yes --extents 1 --name mine -- all');
    expect((await second.snapshot()).get('host01/state/lvm/all.d/mine')).toBeUndefined();
    expect(await second.snapshot()).toEqual(await third.snapshot());
  });

  it('copies disks at the rate it was given, and the copy is whole', async () => {
    const sandbox = await createSandbox({ ...small, rate: 20 });
    onTestFinished(() => sandbox.close());
    const [host] = sandbox.hosts;
    await host.exec('lvcreate --yes --extents 2 --name copy -- all');
    const source = `${host.folder}/dev/all/f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0`;
    const began = performance.now();
    const copied = await host.exec(`dd if=${source} of=${host.folder}/dev/all/copy bs=1M conv=fsync`);
    expect(copied.stderr).toMatch(/^8\+0 records in\n8\+0 records out/);
    expect(performance.now() - began).toBeGreaterThan(300);
    expect((await host.exec(`cmp ${source} ${host.folder}/dev/all/copy`)).code).toBe(0);
  });
});

describe('a snapshot of the farm', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox(small);
  });
  afterAll(() => sandbox.close());

  it.each([
    ['a file', 'echo x >> ../etc/shorewall/params'],
    ['a file left over', 'echo x > ../etc/bind/db.farm.tmp'],
    ['a link', 'ln -s nowhere ../etc/nginx/sites-enabled/x'],
    ['what the firewall has loaded', 'shorewall clear'],
    ['what the name server has loaded', 'echo "x IN A 10.10.60.9" >> ../etc/bind/db.farm; rndc reload'],
    ['a service that is down', 'systemctl stop nginx'],
    ['a volume', 'lvcreate --yes --extents 1 --name x -- all'],
    [
      'a byte on a disk',
      'printf x | dd of=../dev/all/f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0 seek=5M bs=1 oflag=seek_bytes conv=notrunc',
    ],
    ['an instance that was started', 'gnt-instance start skaro.xivo.vm.farm'],
    ['a balloon', 'echo balloon 512 | socat - UNIX-CONNECT:/gallifrey.xivo.vm.farm.monitor'],
  ])('shows %s', async (_what, command) => {
    const before = await sandbox.snapshot();
    await sandbox.hosts[0].exec(command);
    expect(await sandbox.snapshot()).not.toEqual(before);
  });

  it('passes over a serial that rose', async () => {
    const before = await sandbox.snapshot();
    const { code } = await sandbox.hosts[0].exec(
      'sed -i "s/20110312../2011031255/" ../etc/bind/db.farm && systemctl reload named && dig +short farm SOA | grep 2011031255',
    );
    expect(code).toBe(0);
    expect(await sandbox.snapshot()).toEqual(before);
  });
});
