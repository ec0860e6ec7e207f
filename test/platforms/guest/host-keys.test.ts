import { dirname } from 'node:path/posix';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostKeys } from '../../../platforms/guest/steps.ts';
import type { Invocation } from '../../../src/engine/action.ts';
import { attempt, look, perform, type Sandboxed, sandboxed, undo } from '../../farm/sandboxed.ts';

let farm: Sandboxed;
let step: Invocation;
let folder: string;
beforeAll(async () => {
  farm = await sandboxed();
  step = hostKeys(farm.farm, farm.disk, farm.vm) as Invocation;
  ({ folder } = step.args as { readonly folder: string });
});
afterAll(() => farm.close());

/** What a command prints on the host, in the folder that has that of the keys. */
const on = async (script: string) =>
  (await farm.hosts('host01').run({ script: `mkdir -p "$1"; cd "$1"; ${script}`, args: [dirname(folder)] })).stdout;
const inState = async () => (await on('ls')).trim();

/** The same step for a disk with an ext4 file system of its own, with host keys of these kinds. */
async function ofExt(...kinds: readonly string[]): Promise<Invocation> {
  const files = kinds.map((kind) => `etc/ssh/ssh_host_${kind}_key etc/ssh/ssh_host_${kind}_key.pub`).join(' ');
  const source = await on(`
    mkdir -p ../fs/etc/ssh; cd ../fs; touch etc/ssh/sshd_config ${files}; cd ..
    rm -f disk; truncate -s 4M disk; /usr/sbin/mkfs.ext4 -q -F -d fs disk; rm -r fs; printf %s "$PWD/disk"`);
  return { ...step, args: { ...(step.args as object), source } };
}

test('makes keys of the kinds the source has, for the clone alone, where only the user who logs in reads them', async () => {
  const wanted = await ofExt('ed25519', 'ecdsa');
  const receipt = await perform(wanted, attempt(farm.hosts));
  const name = folder.replace(/.*\//, '');
  expect(await inState()).toBe(name);
  expect(await on(`cd ${name}; stat -c '%n %a' . *`)).toBe(
    ['. 700', ...['ecdsa', 'ed25519'].flatMap((kind) => [`ssh_host_${kind}_key 600`, `ssh_host_${kind}_key.pub 600`])]
      .map((line) => `${line}\n`)
      .join(''),
  );
  expect(await on(`cat ${name}/*.pub`)).toMatch(/^\S+ \S+ root@gallifrey-dev\n\S+ \S+ root@gallifrey-dev\n$/);
  expect(receipt).toEqual({ made: true });
  await undo(wanted, receipt, farm.hosts);
  expect(await inState()).toBe('');
});

test('begins anew what was broken off half-way, and an undo removes that too', async () => {
  const wanted = await ofExt('ed25519');
  await on(`mkdir ${folder}.new; echo half >${folder}.new/ssh_host_ed25519_key`);
  expect(await look(farm.hosts, wanted)).toMatchObject({ is: 'todo', seen: { keys: 'begun' } });
  await perform(wanted, attempt(farm.hosts));
  expect(await on(`cat ${folder}/ssh_host_ed25519_key`)).not.toContain('half');
  await on(`mv ${folder} ${folder}.new`);
  await undo(wanted, { made: true }, farm.hosts);
  expect(await inState()).toBe('');
});

test('one that fails leaves what it says, and is done by another attempt', async () => {
  await farm.sandbox.faults.tool('ssh-keygen', { kind: 'fail' });
  await expect(perform(step, attempt(farm.hosts))).rejects.toThrow(
    /^host01: the SSH host keys of gallifrey-dev could not be made: /,
  );
  // Of a disk that must be mounted to be read all kinds are made.
  await undo(step, await perform(step, attempt(farm.hosts)), farm.hosts);
});

test('what nobody came back for in a month goes when others are made', async () => {
  await on('mkdir old new; touch -d "31 days ago" old');
  const receipt = await perform(step, attempt(farm.hosts));
  expect(await inState()).not.toContain('old');
  await on('rmdir new');
  await undo(step, receipt, farm.hosts);
  expect(await inState()).toBe('');
});

test('a disk that nothing is written on keeps the keys of its source: none are made', async () => {
  const source = await on('cd ..; truncate -s 1M plain; printf %s "$PWD/plain"');
  const blank = { ...step, args: { ...(step.args as object), source } };
  expect(await look(farm.hosts, blank)).toMatchObject({ is: 'done', why: expect.stringContaining('keeps those') });
});
