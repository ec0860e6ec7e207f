import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platforms } from '../../platforms/index.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { sudoersOf } from '../../src/doctor/sudoers.ts';
import { vms6 } from '../../src/sandbox/vms.ts';
import { type Scene, scene } from '../crash/harness.ts';
import { twoGroups } from '../sandbox/several-disks.ts';
import { installed, needs } from '../support/servers.ts';

/** A rule of the file: the program's name and what its arguments must be. */
interface Rule {
  readonly program: string;
  readonly allows: RegExp;
}

function rulesOf(sudoers: string): readonly Rule[] {
  return [...sudoers.matchAll(/^\S+ ALL=\(root\) NOPASSWD: (\S+) (\^.*\$)$/gm)].map(([, path = '', args = '']) => ({
    program: basename(path),
    allows: RegExp(args.replaceAll('\\#', '#')),
  }));
}

needs('visudo')('the sudoers file', () => {
  let farm: Scene;
  let sudoers: string;
  beforeAll(async () => {
    farm = await scene(
      (text) => `${text.replace('user: root', 'user: farmhand\n    sudo: true')}personalise: false\n`,
      { vms: twoGroups.map((vm) => ({ ...vm, address6: vms6.find(({ name }) => name === vm.name)?.address6 ?? '' })) },
    );
    const { hosts, ...rest } = await loadFarm(farm.sandbox.farmFile);
    sudoers = [...hosts.values()].map((host) => sudoersOf({ hosts, ...rest }, host, platforms)).join('');
  });
  afterAll(() => farm.close());

  test('is one visudo accepts', () => {
    const file = join(farm.sandbox.folder, 'sudoers');
    writeFileSync(file, sudoers, { mode: 0o440 });
    expect(execFileSync(installed('visudo') ?? '', ['-cf', file], { encoding: 'utf8' })).toContain('parsed OK');
  });

  test('allows every command that a clone, a change of memory and of sizes, a stop, a destruction, what takes it back, a purge and a drill run as root', async () => {
    for (const command of [
      'clone gallifrey dev',
      'memory gallifrey-dev 2G',
      'resize gallifrey-dev --memory 8G --vcpus 2 --disk 1:16M',
      'stop gallifrey-dev',
      'destroy gallifrey-dev',
      'undo 5',
      'destroy gallifrey-dev',
      'purge gallifrey-dev',
      'drill gallifrey',
    ]) {
      expect(await farm.run(command)).toMatchObject({ view: { state: 'done' } });
    }
    const rules = rulesOf(sudoers);
    const commands = readFileSync(join(farm.sandbox.hosts[0].folder, 'sudo.log'), 'utf8').trim().split('\n');
    const refused = commands.filter((command) => {
      const [program = '', ...args] = command.split(' ');
      return !rules.some((rule) => rule.program === program && rule.allows.test(args.join(' ')));
    });
    expect([...new Set(refused)]).toEqual([]);
    expect(new Set(commands.map((command) => command.split(' ')[0])).size).toBeGreaterThan(15);
  }, 300_000);

  test.each([
    ['another file', 'dd if=/etc/shadow bs=64K iflag=nofollow status=none'],
    ['another volume group', 'lvremove --yes --select lv_uuid=abcdef-0123-4567-89ab-cdef-0123-456789 -- other/root'],
    ['a disk', 'ionice -c3 dd if=/dev/zero of=/dev/sda bs=1M conv=nocreat,fsync status=progress'],
    ['an argument for what asks luxid', 'farmhand-luxi SubmitJob'],
    ['a second command', 'shorewall status; rm -rf /'],
    ['another service', 'systemctl stop ssh'],
    ['an option of its own', 'gnt-job list --no-headers; true'.replace('list --no-headers; ', '--debug ')],
  ])('does not allow %s', (_, command) => {
    const [program = '', ...args] = command.split(' ');
    const matching = rulesOf(sudoers).filter((rule) => rule.program === program && rule.allows.test(args.join(' ')));
    expect(matching).toEqual([]);
  });
});
