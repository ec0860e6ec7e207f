import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSandbox, type Sandbox } from '../../platforms/sandboxes.ts';
import { command, file, pluginFarm } from '../main/plugin-farm.ts';
import { needsRoot } from '../support/root.ts';
import { needs } from '../support/servers.ts';
import { type DebianRoot, debianRoot, newerOf, systemctl } from './debian-root.ts';
import { root as checkout, run } from './package.ts';

vi.setConfig({ testTimeout: 900_000, hookTimeout: 1_800_000 });

const there = needs('mmdebstrap', 'dpkg-buildpackage', 'mandoc', 'lintian', 'systemd-analyze');
const suite = there === describe ? needsRoot() : describe.skip;

suite('the Debian package', () => {
  let out: string;
  let deb: string;
  let version: string;
  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'farmhand-debs-'));
    const made = await run('npm', ['run', '--silent', 'deb', '--', out], checkout);
    deb = /\S+\/farmhand_\S+\.deb/.exec(made)?.[0] ?? '';
    version = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')).version;
  });
  afterAll(() => rmSync(out, { recursive: true }));

  test('is made of the same bytes each time', async () => {
    const again = mkdtempSync(join(tmpdir(), 'farmhand-debs-'));
    try {
      await run('npm', ['run', '--silent', 'deb', '--', again], checkout);
      const sums = (folder: string) => run('sh', ['-c', 'sha256sum *.deb'], folder);
      expect(await sums(again)).toBe(await sums(out));
    } finally {
      rmSync(again, { recursive: true });
    }
  });

  test('has no errors to lintian, nor has that of packaging-farm', async () => {
    const debs = (await run('sh', ['-c', 'ls *.deb'], out)).trim().split('\n');
    expect(debs).toHaveLength(2);
    await run('lintian', ['--allow-root', '--fail-on', 'error', ...debs], out);
  });

  test('has units that systemd finds nothing wrong with, and calls as safe as documented', async () => {
    const folder = join(out, 'unpacked');
    await run('dpkg-deb', ['-x', deb, folder], out);
    for (const unit of ['farmhand.service', 'farmhand-worker.service']) {
      const path = join(folder, 'usr/lib/systemd/system', unit);
      const text = readFileSync(path, 'utf8');
      expect(text.match(/^Exec\w+=\S+/gm)).toEqual(['ExecCondition=/usr/bin/farmhand', 'ExecStart=/usr/bin/farmhand']);
      writeFileSync(path, text.replaceAll('/usr/bin/farmhand', join(folder, 'usr/bin/farmhand')));
      await run('systemd-analyze', ['verify', '--man=no', path], out);
      const exposure = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', path], out);
      expect(exposure).toMatch(/Overall exposure level for \S+: 1\.3 OK/);
    }
  });

  test('has manual pages without a mistake, that name every subcommand and section', async () => {
    const folder = join(out, 'unpacked/usr/share/man');
    for (const page of ['man1/farmhand.1', 'man5/farm.yaml.5']) {
      await run('gunzip', ['-kf', `${page}.gz`], folder);
      const said = await run('sh', ['-c', 'mandoc -T lint -W warning "$1" || true', 'sh', page], folder);
      expect(said).toBe('');
    }
    const shown = async (page: string) => (await run('mandoc', ['-T', 'utf8', page], folder)).replaceAll(/.\x08/g, '');
    const manual = await shown('man1/farmhand.1');
    for (const words of [
      'farmhand doctor --sudoers',
      '!clone SOURCE SUFFIX',
      'FARMHAND_IRC_PASSWORD',
      '--concurrency N',
    ])
      expect(manual).toContain(words);
    const farm = await shown('man5/farm.yaml.5');
    for (const words of ['hosts', 'volume_group', 'chat.slack', 'known_hosts', 'PLUGINS'])
      expect(farm).toContain(words);
  });

  describe.each(['bookworm', 'trixie'])('on a clean Debian %s', (release) => {
    let root: DebianRoot;
    let sandbox: Sandbox;
    beforeAll(async () => {
      root = await debianRoot(release, ['adduser', 'libstdc++6', 'init-system-helpers', 'procps', 'zsh']);
      sandbox = await createSandbox({ rate: 4 });
      copyFileSync(deb, join(root.folder, 'tmp/farmhand.deb'));
    });
    afterAll(async () => {
      await sandbox?.close();
      await root?.remove();
    });
    const asked = () => (root.has('/var/log/systemctl') ? root.read('/var/log/systemctl') : '');

    test('is installed without a farm: it says that it was not started, and what to do', async () => {
      root.write('/usr/bin/systemctl', systemctl, 0o755);
      root.write('/run/systemd/system/.here', '');
      const { code, out, err } = await root.run(['dpkg', '-i', '/tmp/farmhand.deb']);
      // No syslog is there for adduser.
      const complaints = err
        .split('\n')
        .filter((line) => line !== '' && !/^ *(logger|logging to syslog|returned error)/.test(line));
      expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
      expect(out).toContain('farmhand is installed and was not started: /etc/farmhand/farm.yaml is not valid yet.');
      expect(out).toContain('farm.yaml:5:1: hosts is missing');
      expect(out).toContain('systemctl start farmhand');
      expect(asked()).not.toMatch(/\bstart\b/);
      expect((await root.run(['farmhand', '--version'])).out).toBe(`farmhand ${version}\n`);
    });

    test('has its user, its folders and its configuration as safe as they must be', async () => {
      const { out } = await root.run([
        'stat',
        '-c',
        '%n %U:%G %a',
        '/etc/farmhand/.env',
        '/etc/farmhand/farm.yaml',
        '/var/lib/farmhand',
      ]);
      expect(out.trim().split('\n')).toEqual([
        '/etc/farmhand/.env root:farmhand 640',
        '/etc/farmhand/farm.yaml root:root 644',
        '/var/lib/farmhand farmhand:farmhand 700',
      ]);
      const { out: user } = await root.run(['getent', 'passwd', 'farmhand']);
      expect(user).toMatch(/:\/var\/lib\/farmhand:\/usr\/sbin\/nologin$/m);
      const { out: wanted } = await root.run(['ls', '/etc/systemd/system/multi-user.target.wants']);
      expect(wanted).toBe('farmhand.service\n');
    });

    test('has a demo right away', async () => {
      const { out, code } = await root.as('nobody', '/tmp', ['farmhand', 'demo'], '!clone gallifrey dev\n!approve\n');
      expect(out).toMatch(/Run \d+ is done in .*: clone gallifrey to gallifrey-dev/);
      expect(code).toBe(0);
    });

    test('completes subcommands, options and commands, in bash and zsh', async () => {
      const complete = async (...words: string[]) => {
        const script =
          '. /usr/share/bash-completion/completions/farmhand; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _farmhand; echo "${COMPREPLY[*]}"';
        return (await root.run(['bash', '-c', script, 'bash', ...words])).out.trim();
      };
      expect(await complete('farmhand', 'do')).toBe('doctor');
      expect(await complete('farmhand', 'journal', '')).toContain('copy new accept');
      expect(await complete('farmhand', 'start', '--no')).toBe('--no-work');
      expect(await complete('farmhand', 'demo', '--farm', '')).toBe('modern');
      expect(await complete('farmhand', 'say', '!cl')).toBe('!clone');
      const zsh = async (...words: string[]) => {
        const script = `_describe() { print -l -- $subcommands }; compadd() { shift; print -l -- "$@" }; _files() { print FILES }
          words=("$@"); CURRENT=$#; f() { . /usr/share/zsh/vendor-completions/_farmhand }; f`;
        return (await root.run(['zsh', '-fc', script, 'zsh', ...words])).out;
      };
      expect(await zsh('farmhand', '')).toMatch(/^doctor:/m);
      expect(await zsh('farmhand', 'journal', '')).toMatch(/^accept$/m);
      expect(await zsh('farmhand', 'demo', '--farm', '')).toBe('modern\n');
      expect(await zsh('farmhand', 'say', '')).toMatch(/^!clone$/m);
    });

    test('loads a plugin beside farm.yaml', async () => {
      const farm = pluginFarm(sandbox, {
        plugins: ['./hello.js'],
        data: { folder: '/var/lib/farmhand', journal: '/var/lib/farmhand/journal.sqlite' },
        people: { farmer: { roles: ['developer', 'operator'], console: 'farmhand' } },
        // Nobody listens there: it tries for ever, as a service.
        chat: { irc: { host: '127.0.0.1', port: 9, tls: false } },
      });
      const text = readFileSync(farm.file, 'utf8')
        .replaceAll(sandbox.keyFile, '/etc/farmhand/ssh_key')
        .replaceAll(sandbox.knownHostsFile, '/etc/farmhand/known_hosts');
      root.write('/etc/farmhand/farm.yaml', text);
      farm.remove();
      root.write('/etc/farmhand/hello.js', file(`commands: [${command('hello')}]`));
      root.write('/etc/farmhand/known_hosts', readFileSync(sandbox.knownHostsFile, 'utf8'));
      root.write('/etc/farmhand/ssh_key', readFileSync(sandbox.keyFile, 'utf8'), 0o600);
      await root.run(['chown', 'farmhand:', '/etc/farmhand/ssh_key']);
      const checked = await root.as('farmhand', '/etc/farmhand', ['farmhand', 'check']);
      expect(checked).toEqual({ code: 0, out: 'farm.yaml is valid: hosts host01; people farmer\n', err: '' });
      const { out, code } = await root.as('farmhand', '/etc/farmhand', ['farmhand', 'say', '!hello']);
      expect({ out, code }).toEqual({ code: 0, out: 'hello\n' });
    });

    test('is upgraded with a run under way, which the new version ends; farm.yaml is kept', async () => {
      const say = (text: string) => root.as('farmhand', '/etc/farmhand', ['farmhand', 'say', text]);
      await root.run(['systemctl', 'start', 'farmhand.service']);
      expect((await say('!clone gallifrey dev')).code).toBe(3);
      // The one that approves is gone before the copy is: the service has the run.
      const approving = ['sh', '-c', 'timeout -s KILL 8 farmhand say "!approve 1"; true'];
      await root.as('farmhand', '/etc/farmhand', approving);
      expect((await say('!runs')).out).toMatch(/running/);
      const mine = root.read('/etc/farmhand/farm.yaml');
      const before = asked();
      await newerOf(deb, join(root.folder, 'tmp/newer.deb'));
      const upgraded = await root.run(['dpkg', '-i', '/tmp/newer.deb']);
      expect({ code: upgraded.code, err: upgraded.err }).toEqual({ code: 0, err: '' });
      expect(root.read('/etc/farmhand/farm.yaml')).toBe(mine);
      const calls = asked().slice(before.length);
      expect(calls).toMatch(/\bstop\b.*farmhand\.service[\s\S]*\bstart\b.*farmhand\.service/);
      expect((await root.run(['farmhand', '--version'])).out).toBe('farmhand 9.0.0\n');
      expect(root.read('/var/log/farmhand.service')).toMatch(/stopping: runs under way are taken up again/);
      const status = async () => (await say('!status gallifrey-dev')).out;
      const ended = async () => {
        expect(await status()).toContain('running on host01.farm');
        expect(await status()).not.toContain('run 1 is running');
      };
      await vi.waitFor(ended, { timeout: 300_000, interval: 2000 });
      const audit = await root.as('farmhand', '/etc/farmhand', ['farmhand', 'audit', 'verify']);
      expect(audit.code).toBe(0);
    });

    test('is removed, its configuration and journal left; and purged, nothing of its own left', async () => {
      const removed = await root.run(['dpkg', '-r', 'farmhand']);
      expect(removed.code).toBe(0);
      expect((await root.run(['pgrep', '-u', 'farmhand'])).out).toBe('');
      expect([root.has('/usr/lib/farmhand'), root.has('/usr/bin/farmhand')]).toEqual([false, false]);
      expect([root.has('/etc/farmhand/farm.yaml'), root.has('/var/lib/farmhand/journal.sqlite')]).toEqual([true, true]);
      const purged = await root.run(['dpkg', '-P', 'farmhand']);
      expect(purged.code).toBe(0);
      const left = await root.run([
        'find',
        '/',
        '-xdev',
        '-name',
        '*farmhand*',
        '-not',
        '-path',
        '/proc/*',
        '-not',
        '-path',
        '/tmp/*',
        '-not',
        '-path',
        '/var/log/*',
        '-not',
        '-path',
        '/root/.cache/*',
      ]);
      // Keys and plugins of the administrator's own.
      expect(left.out.trim().split('\n')).toEqual(['/etc/farmhand']);
      expect((await root.run(['ls', '-A', '/etc/farmhand'])).out.trim().split('\n')).toEqual([
        'hello.js',
        'known_hosts',
        'ssh_key',
      ]);
    });
  });
});
