import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lvm } from '../../../platforms/lvm/index.ts';
import { privileged } from '../../../platforms/lvm/needs.ts';
import { volumeOf } from '../../../platforms/lvm/steps.ts';
import { thereScript } from '../../../platforms/lvm/there-script.ts';
import { Cancelled } from '../../../src/engine/leave.ts';
import { onNode } from '../../../src/farm/on-node.ts';
import { createHosts } from '../../../src/ssh/hosts.ts';
import { apply, attempt, look, perform, type Sandboxed, sandboxed, type Try } from '../../farm/sandboxed.ts';
import { foundBy } from '../../support/examined.ts';
import { needs } from '../../support/servers.ts';
import { type Copying, copyingOn, expectCopied } from './copying.ts';
import { killInMidWrite, makeFileSystem, partition } from './disks.ts';

const mib = 2 ** 20;

needs('sfdisk', 'ssh')('a copy to another node', () => {
  let farm: Sandboxed;
  let copying: Copying;
  const folder = (index: 0 | 1) => farm.sandbox.hosts[index]?.folder ?? '';
  const known = () => join(folder(0), 'var/lib/ganeti/known_hosts');
  const pieces = ({ attempt: id }: Try): readonly string[] =>
    readFileSync(join(folder(0), 'var/lib/farmhand/jobs', id, 'out'), 'utf8').match(/^did \w+ \d+ \d+/gm) ?? [];
  const isCopied = async () => expectCopied(copying, (await copying.look()).parts ?? []);

  /** gallifrey is on host01, and its clone is to be on host02. */
  beforeAll(async () => {
    const made = await sandboxed({ diskSize: 32 * mib, nodes: 2 });
    farm = { ...made, farm: onNode(made.farm, 'host02.farm'), disk: { ...made.disk, host: 'host01' } };
    copying = copyingOn(farm);
    copying.make((file) => {
      partition(file, 'label: gpt\n,24M,L\n');
      makeFileSystem(file, 'ext4', mib, 24 * mib, ['-b', '4096']);
      killInMidWrite(file, mib, 4096);
    });
  });
  afterAll(() => farm.close());

  test('has what is in use of the source, zeroes where another VM had data, and its tag there; sudo allows just that', async () => {
    const hosts = createHosts([...farm.farm.hosts.values()].map((host) => ({ ...host, sudo: true })));
    try {
      const told = await copyingOn({ ...farm, hosts: hosts.host }).copy();
      expect(told).toMatch(/^\S+ MiB of 32 MiB copied, \S+ MiB zeroed; the snapshot got \d+% full$/);
    } finally {
      await hosts.close();
    }
    await isCopied();
    const state = `state/lvm/all.d/${volumeOf(farm.vm, farm.disk)}`;
    expect(readFileSync(join(folder(1), state), 'utf8')).toContain('farmhand.copy-of.');
    expect(existsSync(join(folder(0), state))).toBe(false);

    const rules = privileged(farm.farm)
      .filter(({ host }) => host === 'host01')
      .flatMap(({ title, commands }) =>
        commands.map((command) => {
          const [path = '', ...words] = command.split(' ');
          return { title, command, program: basename(path), allows: RegExp(words.join(' ')) };
        }),
      );
    // In the sandbox each host has device files of its own.
    const lines = readFileSync(join(folder(0), 'sudo.log'), 'utf8')
      .trim()
      .replaceAll(`${folder(1)}/dev`, `${folder(0)}/dev`);
    const used = lines.split('\n').map((line) => {
      const [program = '', ...args] = line.split(' ');
      return rules.find((rule) => rule.program === program && rule.allows.test(args.join(' ')))?.command ?? line;
    });
    expect([...new Set(used)].filter((command) => !rules.some((rule) => rule.command === command))).toEqual([]);
    const across = rules.filter(({ title }) => title !== 'LVM').map(({ command }) => command);
    expect(across.filter((command) => !used.includes(command))).toEqual([]);
  });

  test('goes by OpenSSH over one connection, and on where it broke off: nothing is copied or zeroed twice', async () => {
    const [own, log] = [join(folder(0), 'bin/ssh'), join(folder(0), 'ssh.log')];
    const { port = 0, hostKey = '', faults } = farm.sandbox.hosts[1] ?? {};
    const keys = readFileSync(known(), 'utf8');
    writeFileSync(known(), `gnt-cluster.farm ${hostKey}\n`);
    writeFileSync(
      join(folder(0), 'ssh_config'),
      `HostName 127.0.0.1\nPort ${port}\nIdentityFile ${farm.sandbox.keyFile}\nIdentitiesOnly yes\n`,
    );
    rmSync(own);
    writeFileSync(own, `#!/bin/sh\nexec /usr/bin/ssh -v -E ${log} -F ${folder(0)}/ssh_config "$@"\n`, { mode: 0o755 });
    const logins = () => readFileSync(log, 'utf8').match(/Authenticated to /g)?.length ?? 0;
    try {
      const step = await copying.prepare(await copying.look());
      const first = attempt(farm.hosts);
      await faults?.tool('dd', { kind: 'fail' }, { when: `seek=${25 * mib}` });
      await expect(apply(step, first)).rejects.toThrow(/^host01: the copy of .* failed: dd: fault asked for by a test/);
      const before = logins();
      const again = attempt(farm.hosts, { earlier: [first] });
      await apply(step, again);
      // One of the look before.
      expect(logins() - before).toBe(2);
      expect(await look(farm.hosts, step)).toMatchObject({ is: 'done' });
      const [did, more] = [pieces(first), pieces(again)];
      expect(did.length).toBeGreaterThan(5);
      expect(more.filter((one) => did.includes(one))).toEqual([]);
      await isCopied();
    } finally {
      writeFileSync(known(), keys);
      execFileSync('ln', ['-sf', join(process.cwd(), 'src/sandbox/tools/ssh'), own]);
    }
  });

  test('counts nothing of a piece that could not be read', async () => {
    const first = attempt(farm.hosts);
    const step = await copying.prepare(farm.disk);
    await farm.sandbox.faults.tool('dd', { kind: 'fail' }, { when: 'iflag=skip_bytes,count_bytes' });
    await expect(apply(step, first)).rejects.toThrow(/^host01: the copy of .* failed: dd: fault asked for by a test/);
    expect(pieces(first)).toEqual([]);
  });

  test('is stopped when the run is cancelled, though the other node does not go on', async () => {
    const step = await copying.prepare(farm.disk);
    await farm.sandbox.hosts[1]?.faults.tool('dd', { kind: 'hang' }, { when: 'iflag=fullblock' });
    const applying = attempt(farm.hosts, { at: (_, { cancel }) => cancel() });
    await expect(apply(step, applying)).rejects.toBeInstanceOf(Cancelled);
    expect(await farm.hosts('host01').jobs.state(applying.attempt)).toMatchObject({ state: 'done', code: 143 });
    rmSync(join(folder(1), 'faults/dd'), { force: true });
  });

  test('is not begun where the other node lets nobody in, whether it is planned or done', async () => {
    const step = await copying.prepare(farm.disk);
    const ways = async () =>
      (await foundBy(lvm, farm.farm, farm.hosts)).filter((line) => line.startsWith('host01: root '));
    expect(await ways()).toEqual(['host01: root logs in to host02.farm by SSH: disks can be copied there']);
    const keys = readFileSync(known(), 'utf8');
    writeFileSync(known(), '');
    try {
      expect(await ways()).toEqual([
        'host01: root cannot log in to host02.farm by SSH, so no disk is copied there: Host key verification failed.',
      ]);
      expect(await look(farm.hosts, step)).toMatchObject({
        is: 'blocked',
        why: `root on host01 cannot log in to host02.farm by SSH as the nodes of one cluster do (Host key verification failed.): a cluster made with --no-ssh-init has no such keys. Put them there (${known()}, and root's authorized_keys on host02.farm), or name a node by --node that needs no copy over the network`,
      });
      await expect(apply(step, attempt(farm.hosts))).rejects.toThrow(
        /^host01: nothing is copied to all\/.*\(Host key verification failed\.\): retry when it can$/,
      );
    } finally {
      writeFileSync(known(), keys);
    }
    await perform(step, attempt(farm.hosts));
  });
});

/** What is sent to another node of these words, or what is said of them. */
function sent(...words: readonly string[]): string {
  const script = `as_root() { for last do :; done; echo "$last"; }\n${thereScript}shift 3; there "$@" 2>&1 || :`;
  return execFileSync('sh', ['-c', script, 'sh', 'host02.farm', '/dev/null', '/dev/null', ...words], {
    encoding: 'utf8',
  }).trim();
}

test('each word that is sent to another node arrives there as one, and no other is sent', () => {
  expect(sent('e2fsck', '-fn', '--', '/dev/all/a+b_c.d?offset=1,2:3')).toBe(
    "env LC_ALL=C LVM_SUPPRESS_FD_WARNINGS=1 'e2fsck' '-fn' '--' '/dev/all/a+b_c.d?offset=1,2:3'",
  );
  for (const word of ["'", 'a b', '$(id)', '`id`', 'a;b', 'a\nb', '', 'a*', '~', '\\', '"', 'é', '#'])
    expect(sent('lvs', word)).toBe(`no word that is sent to another node: ${word}`.trim());
});
