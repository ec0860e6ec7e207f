import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runningFact } from '../../../platforms/kea/running.ts';
import { sandbox } from '../../../platforms/kea/sandbox/files.ts';
import { vms } from '../../../src/sandbox/vms.ts';
import { installed, needs } from '../../support/servers.ts';
import { ask, configuration, startKea } from './server.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const one = '{ "hw-address": "52:54:00:00:00:02", "ip-address": "10.10.60.2", "hostname": "a.farm" }';
const two = '{ "hw-address": "0x525400AABB03", "ip-address": "10.10.60.3" /* no name */ }';

needs('kea-dhcp4', 'socat')('the stand-in for kea-dhcp4 shows what Kea shows:', () => {
  let folder = '';
  let host = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'farmhand-kea-'));
    host = join(folder, 'host01');
    for (const name of ['bin/lib', 'etc/kea', 'state']) mkdirSync(join(host, name), { recursive: true });
    for (const from of ['../../../src/sandbox/tools/lib/', '../../../platforms/kea/sandbox/tools/lib/'])
      for (const name of readdirSync(path(from))) symlinkSync(path(`${from}${name}`), join(host, 'bin/lib', name));
    symlinkSync(path('../../../platforms/kea/sandbox/tools/kea-dhcp4'), join(host, 'bin/kea-dhcp4'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (program: string, args: readonly string[], input = '') => {
    const env = { PATH: '/usr/sbin:/usr/bin:/bin', KEA_LOCKFILE_DIR: 'none' };
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', env, input });
    return { status, said: stdout + stderr };
  };
  const said = (program: string, text: string) => {
    const file = join(folder, 'kea-dhcp4.conf');
    writeFileSync(file, text);
    const { status, said: words } = run(program, ['-t', file]);
    const [line = ''] = words.split('\n').filter((each) => /^(Syntax check failed|Error encountered)/.test(each));
    // How Kea counts columns and names what it met differs from one rule of its grammar to the next.
    const [, start, at] = /^(Syntax check failed with|Error encountered): (?:\S+:(\d+)\.)?/.exec(line) ?? [];
    return { status, start, at };
  };

  test.each([
    ['as operators write it', (text: string) => text],
    ['a comma too many', (text: string) => text.replace(two, `${two},`)],
    ['a comma missing', (text: string) => text.replace(`${one},`, one)],
    ['a brace missing', (text: string) => text.replace(/\}\s*$/, '')],
    ['something behind it', (text: string) => `${text}x`],
    ['a strange member', (text: string) => text.replace('"ip-address"', '"ip-addres"')],
    ['a member twice', (text: string) => text.replace('"id": 1,', '"id": 1, "id": 1,')],
    ['an address twice', (text: string) => text.replace('10.10.60.3', '10.10.60.2')],
    ['a MAC twice', (text: string) => text.replace('0x525400AABB03', '525400000002')],
    ['an address of another subnet', (text: string) => text.replace('10.10.60.3', '10.10.61.3')],
    ['a comment without an end', (text: string) => `${text}/* x`],
    ['an include that is not there', (text: string) => text.replace(`${one},`, '<?include "/nonexistent"?>')],
  ])('%s', (_, change) => {
    const text = change(configuration(folder, `[\n${one}, # a\n${two}\n]`));
    expect(said(join(host, 'bin/kea-dhcp4'), text)).toEqual(said(installed('kea-dhcp4') ?? '', text));
  });

  test('the configuration the sandbox starts with is one of Kea, and the stand-in has its VMs', () => {
    const files = sandbox.files?.({ name: 'host01', vms, diskSize: 0, master: true });
    const text = String(files?.['etc/kea/kea-dhcp4.conf']);
    for (const program of [join(host, 'bin/kea-dhcp4'), installed('kea-dhcp4') ?? ''])
      expect(said(program, text).status).toBe(0);
    writeFileSync(join(host, 'etc/kea/kea-dhcp4.conf'), text);
    const script =
      '. "${0%/*}/lib/host.sh"; . "$bin/lib/service-kea-dhcp4-server.sh"; start_service; . "$bin/lib/dhcp-hosts.sh"; dhcp_hosts "$host"';
    expect(run('sh', ['-c', script, join(host, 'bin/sh')]).said).toBe(
      vms.map(({ instance, mac, number }) => `host ${instance} ${mac} 10.10.60.${number}\n`).join(''),
    );
  });

  test('what the server has, and what it says to a file it refuses', async () => {
    const file = join(host, 'etc/kea/kea-dhcp4.conf');
    const standIn = (command: string) =>
      run(
        'sh',
        ['-c', '. "${0%/*}/lib/host.sh"; . "$bin/lib/kea.sh"; kea_answer /s', join(host, 'bin/sh')],
        JSON.stringify({ command }),
      ).said;
    const reservations = (answer: string) =>
      runningFact('host01', '/s').parse({ code: 0, stdout: answer, stderr: '', truncated: false });
    const text = configuration(folder, `[\n${one}, # a\n${two}\n]`);
    writeFileSync(join(folder, 'kea-dhcp4.conf'), text);
    writeFileSync(file, text);
    const kea = await startKea(folder);
    try {
      expect(JSON.parse(standIn('config-reload'))).toEqual({ result: 0, text: 'Configuration successful.' });
      const real = JSON.stringify({ result: 0, arguments: ask(folder, 'config-get') });
      expect(reservations(standIn('config-get'))).toEqual(reservations(real));
      expect(JSON.parse(standIn('nothing'))).toEqual({ result: 2, text: "'nothing' command not supported." });
      writeFileSync(file, text.replace('10.10.60.3', '10.10.61.3'));
      expect(JSON.parse(standIn('config-reload'))).toEqual({
        result: 1,
        text: `Config reload failed: configuration error using file '${file}': specified reservation '10.10.61.3' is not within the IPv4 subnet '10.10.60.0/24'`,
      });
      expect(reservations(standIn('config-get'))).toEqual(reservations(real));
    } finally {
      await kea.stop();
    }
  });
});
