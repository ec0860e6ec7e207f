import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';

const source = 'all/f3e8d23f-21c0-417d-9b5e-91bb4da9b926.disk0';

describe('a fault a test asks for', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await createSandbox({ diskSize: 8 * 2 ** 20 });
  });
  afterAll(() => sandbox.close());

  const exec = (command: string) => sandbox.hosts[0].exec(command);
  const volumes = async () => (await exec('lvs --noheadings -o lv_name all | grep -v disk0 | xargs')).stdout.trim();
  const create = (name: string) => `lvcreate --yes --extents 1 --name ${name} -- all`;

  it('makes a tool fail without doing anything, as often as was asked', async () => {
    await sandbox.faults.tool('lvcreate', { kind: 'fail', code: 5 }, { times: 2 });
    const codes = [await exec(create('a')), await exec(create('a')), await exec(create('a'))].map(({ code }) => code);
    expect(codes).toEqual([5, 5, 0]);
    expect(await volumes()).toBe('a');
  });

  it('makes a tool do its work and then say that it failed', async () => {
    await sandbox.faults.tool('lvremove', { kind: 'fail-after', code: 5 });
    expect((await exec('lvremove --yes -- all/a')).code).toBe(5);
    expect(await volumes()).toBe('');
  });

  it('waits for the arguments it was asked for', async () => {
    await sandbox.faults.tool('lvcreate', { kind: 'fail', code: 9 }, { when: '--snapshot' });
    expect((await exec(create('b'))).code).toBe(0);
    expect((await exec(`lvcreate --yes --snapshot --extents 1 --name c -- ${source}`)).code).toBe(9);
    await exec('lvremove --yes -- all/b');
  });

  it('makes a tool hang before its work, or after it', async () => {
    await sandbox.faults.tool('lvcreate', { kind: 'hang' });
    expect((await exec(`timeout 0.2 ${create('d')}`)).code).toBe(124);
    expect(await volumes()).toBe('');
    await sandbox.faults.tool('lvcreate', { kind: 'hang-after' });
    expect((await exec(`timeout 2 ${create('d')}`)).code).toBe(124);
    expect(await volumes()).toBe('d');
    await exec('lvremove --yes -- all/d');
  });

  it('makes a tool slow', async () => {
    await sandbox.faults.tool('lvs', { kind: 'slow', seconds: 0.5 });
    const began = performance.now();
    expect((await exec('lvs')).code).toBe(0);
    expect(performance.now() - began).toBeGreaterThan(450);
  });

  it('lets a snapshot overflow while it is copied, and dd notices nothing', async () => {
    await exec(`lvcreate --yes --snapshot --extents 1 --name s -- ${source}`);
    await sandbox.faults.overflow();
    const attributes = async () => (await exec('lvs --noheadings -o lv_attr,data_percent all/s')).stdout.trim();
    expect(await attributes()).toBe('swi-a-s--- 0.00');
    expect((await exec('dd if=../dev/all/s of=/dev/null')).code).toBe(0);
    expect(await attributes()).toBe('swi-a-s--- 0.00');
    expect((await exec(`dd if=${sandbox.hosts[0].folder}/dev/all/s of=/dev/null`)).code).toBe(0);
    expect(await attributes()).toBe('swi-I-s--- 100.00');
    await exec('lvremove --yes -- all/s');
  });

  it('cuts SSH off when a firewall with these words is loaded, and only then', async () => {
    await sandbox.faults.cutWhenLoaded('VM_OTHER');
    const isCut = async () => (await exec('test -e ../state/shorewall/cut')).code === 0;
    await exec('shorewall reload');
    expect(await isCut()).toBe(false);
    await exec(
      'cp ../etc/shorewall/params ../tmp/params; echo VM_OTHER=10.10.60.8 >> ../etc/shorewall/params; shorewall reload',
    );
    expect(await isCut()).toBe(true);
    await exec('cp ../tmp/params ../etc/shorewall/params; shorewall reload');
    expect(await isCut()).toBe(false);
  });
});
