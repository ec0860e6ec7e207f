import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { platforms } from '../../platforms/index.ts';
import { buildScript } from '../../platforms/packaging-farm/build-script.ts';
import { examineHost } from '../../src/doctor/examine-host.ts';
import { sudoersOf } from '../../src/doctor/sudoers.ts';
import { needsOf } from '../../src/doctor/tools.ts';
import { exampleFarm } from '../farm/farms.ts';
import { localHost } from '../support/local-host.ts';
import { installed, needs } from '../support/servers.ts';

const gallifrey = () => {
  const found = needsOf(exampleFarm, platforms).find(({ host }) => host === 'gallifrey');
  if (!found) throw new Error('gallifrey builds');
  return found;
};

describe('a VM that builds', () => {
  test('without packaging-farm is told of, with the line that installs it', async () => {
    const tools = gallifrey().tools.map((one) =>
      one.program === 'packaging-farm' ? { ...one, program: 'no-such-farm' } : one,
    );
    const found = await examineHost(localHost('gallifrey'), { ...gallifrey(), tools });
    const missing = found.find(({ says }) => says.startsWith('no-such-farm'));
    expect(missing).toMatchObject({
      is: 'warning',
      says: 'no-such-farm is not installed: building there will not work',
    });
    expect(missing?.mend).toMatch(
      /^In farmhand's folder: tar -cC packaging-farm \. \| ssh -p 22 -J \S+@host01\.farm:22 root@gallifrey\.xivo\.vm\.farm '.* make -C "\$d" install'$/,
    );
  });

  test('that cannot be reached is no obstacle: it may be down, or not made yet', async () => {
    const host = Object.assign(localHost('gallifrey'), { gone: true });
    expect(await examineHost(host, gallifrey())).toEqual([
      { is: 'warning', about: 'gallifrey', says: 'gallifrey does not answer', unreached: true },
    ]);
  });

  test('that runs another command is not offered packaging-farm', () => {
    const vms = new Map(
      [...exampleFarm.vms].map(([name, vm]) => [
        name,
        vm.build ? { ...vm, build: { ...vm.build, command: ['other'] } } : vm,
      ]),
    );
    const [tool] =
      needsOf({ ...exampleFarm, vms }, platforms)
        .find(({ host }) => host === 'gallifrey')
        ?.tools.filter(({ program }) => program === 'other') ?? [];
    expect(tool).not.toHaveProperty('install');
  });
});

needs('visudo')('the sudoers file of a VM that builds', () => {
  const host = exampleFarm.hosts.get('gallifrey');
  const sudoers = host ? sudoersOf(exampleFarm, { ...host, user: 'builder', sudo: true }, platforms) : '';
  const rules = [...sudoers.matchAll(/NOPASSWD: \S+\/(\w+) (\^.*\$)$/gm)].map(([, program, args = '']) => ({
    program,
    allows: RegExp(args.replaceAll('\\#', '#')),
  }));
  const allowed = (line: string) => {
    const [program, ...args] = line.split(' ');
    return rules.some((rule) => rule.program === program && rule.allows.test(args.join(' ')));
  };

  test('is one visudo accepts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'farmhand-sudoers-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'file'), sudoers, { mode: 0o440 });
    expect(execFileSync(installed('visudo') ?? '', ['-cf', join(folder, 'file')], { encoding: 'utf8' })).toContain(
      'parsed OK',
    );
  });

  test.each([
    [true, 'nice -n 19 ionice -c 3 env GIT_REVISION=v1~2 packaging-farm --cd gallifrey update'],
    [true, 'nice -n 19 ionice -c 3 env GIT_REVISION=master packaging-farm gallifrey'],
    [true, 'nice -n 19 ionice -c 3 env GIT_REVISION=master packaging-farm --force pf-xivo'],
    [true, 'env GIT_REVISION=master packaging-farm --cd gallifrey check'],
    [true, 'env GIT_REVISION=master packaging-farm --cd gallifrey held'],
    [true, 'env GIT_REVISION=master packaging-farm --cd pf-xivo would'],
    [
      true,
      'nice -n 19 ionice -c 3 env GIT_REVISION=master packaging-farm gallifrey MAY=/var/lib/farmhand/builds/0123456789abcdef.may',
    ],
    [false, 'nice -n 19 ionice -c 3 env GIT_REVISION=master packaging-farm gallifrey MAY=/etc/shadow'],
    [true, 'cat -- /var/cache/packaging-farm/revision'],
    [false, 'nice -n 19 ionice -c 3 env GIT_REVISION=master LD_PRELOAD=/x packaging-farm gallifrey'],
    [false, 'nice -n 19 ionice -c 3 env GIT_REVISION=master sh'],
    [false, 'env GIT_REVISION=master packaging-farm --root /tmp gallifrey'],
    [false, 'cat -- /etc/shadow'],
  ])('says %s to: %s', (may, line) => {
    expect(allowed(line)).toBe(may);
  });

  test('speaks of what the script runs', () => {
    expect(buildScript).toContain('as_root nice -n 19 ionice -c 3 env GIT_REVISION=');
  });
});
