import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { privileged } from '../../../platforms/lvm/needs.ts';
import { createHosts } from '../../../src/ssh/hosts.ts';
import { type Sandboxed, sandboxed } from '../../farm/sandboxed.ts';
import { needs } from '../../support/servers.ts';
import { copyingOn } from './copying.ts';
import { killInMidWrite, makeFileSystem, partition } from './disks.ts';

const mib = 2 ** 20;

needs('sfdisk')('a copy through sudo', () => {
  let farm: Sandboxed;
  let close: () => Promise<void>;
  beforeAll(async () => {
    farm = await sandboxed({ diskSize: 32 * mib });
    const hosts = createHosts([...farm.farm.hosts.values()].map((host) => ({ ...host, sudo: true })));
    farm = { ...farm, hosts: hosts.host };
    close = hosts.close;
  });
  afterAll(async () => {
    await close();
    await farm.close();
  });

  test('runs as root only what the sudoers list has, and each of what that has for it', async () => {
    const copying = copyingOn(farm);
    copying.make((file) => {
      partition(file, 'label: gpt\n,24M,L\n');
      makeFileSystem(file, 'ext4', mib, 24 * mib, ['-b', '4096']);
      killInMidWrite(file, mib, 4096);
    });
    expect(await copying.copy()).toMatch(/^\S+ MiB of 32 MiB copied, \S+ MiB zeroed; the snapshot got \d+% full$/);
    const rules = privileged(farm.farm).flatMap(({ commands }) =>
      commands.map((command) => {
        const [path = '', ...words] = command.split(' ');
        return { command, program: basename(path), allows: RegExp(words.join(' ')) };
      }),
    );
    const log = readFileSync(join(farm.sandbox.hosts[0].folder, 'sudo.log'), 'utf8').trim().split('\n');
    const used = log.map((line) => {
      const [program = '', ...args] = line.split(' ');
      return rules.find((rule) => rule.program === program && rule.allows.test(args.join(' ')))?.command ?? line;
    });
    const all = rules.map(({ command }) => command);
    expect([...new Set(used)].filter((command) => !all.includes(command))).toEqual([]);
    // What remains is no part of a copy.
    const unused = all.filter((command) => !used.includes(command)).map((command) => command.split(' ')[0]);
    expect(unused).toEqual(['/usr/sbin/vgs', '/usr/sbin/lvremove', '/usr/sbin/lvrename']);
  });
});
