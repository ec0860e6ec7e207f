import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installed, needs } from '../support/servers.ts';

const folders: Readonly<Record<string, string>> = {
  zones: fileURLToPath(new URL('../platforms/bind/cases/', import.meta.url)),
  dhcpd: fileURLToPath(new URL('../platforms/isc-dhcpd/cases/', import.meta.url)),
};
const root = fileURLToPath(new URL('../../', import.meta.url));
const files = (kind: string, end: string) =>
  readdirSync(folders[kind] ?? '').filter((name) => /^[dz]\d/.test(name) && name.endsWith(end));

function awk(program: string, values: Readonly<Record<string, string>>, file: string): readonly string[] {
  const given = Object.entries(values).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  const programs = ['src/sandbox/tools/lib/quoted.awk', program].flatMap((path) => ['-f', join(root, path)]);
  return spawnSync('awk', [...given, ...programs, file], { encoding: 'utf8' }).stdout.split('\n');
}

needs('named-checkzone')("the sandbox's name server and BIND read the same in", () => {
  const folder = folders.zones ?? '';

  test.each(files('zones', '.zone'))('%s', (name) => {
    const [zone, path] = [name.startsWith('z14') ? '10.10.in-addr.arpa' : 'farm', join(folder, name)];
    const words = ['-q', '-i', 'local', '-k', 'warn', '-w', folder, '-o', '-', zone, path];
    const real = spawnSync('named-compilezone', words, { encoding: 'utf8' });
    const shown = awk('platforms/bind/sandbox/tools/lib/zone.awk', { zone, file: name, directory: folder }, path);
    expect(shown.some((line) => line.startsWith('error '))).toBe(real.status !== 0);
    if (real.status !== 0) return;
    const theirs = real.stdout
      .split('\n')
      .map((line) => line.toLowerCase().split(/\s+/))
      .filter((line) => line[3] === 'a' || line[3] === 'ptr');
    const ours = shown
      .map((line) => line.toLowerCase().split(' '))
      .filter((line) => line[2] === 'a' || line[2] === 'ptr');
    expect(ours.map(([, owner, , value]) => `${owner}. ${value}`).sort()).toEqual(
      theirs.map(([owner, , , , value]) => `${owner} ${value?.replace(/\.$/, '')}`).sort(),
    );
  });
});

needs('dhcpd')("the sandbox's dhcpd and the real one take the same", () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'farmhand-dhcpd-'));
    cpSync(folders.dhcpd ?? '', join(root, 'etc/dhcp'), { recursive: true });
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const said = (text: string) => {
    const file = join(root, 'etc/dhcp/dhcpd.conf');
    writeFileSync(file, text.replaceAll('/etc/dhcp/', `${root}/etc/dhcp/`));
    const real = spawnSync(installed('dhcpd') ?? '', ['-t', '-q', '-cf', file]).status === 0;
    const ours = !awk('platforms/isc-dhcpd/sandbox/tools/lib/dhcpd.awk', { root }, file).some((line) =>
      line.startsWith('error '),
    );
    return [ours, real];
  };

  test.each(files('dhcpd', '.conf'))('%s', (name) => {
    const [ours, real] = said(readFileSync(join(folders.dhcpd ?? '', name), 'utf8'));
    expect(ours).toBe(real);
  });

  describe('and refuse the same', () => {
    test.each([
      'HOST a { HARDWARE ETHERNET 1:2:3:4:5:6; }\n',
      'host "a" { }\n',
      'subnet 10.0.0.0 netmask 255.0.0.0 { };\n',
      'include "/etc/dhcp/inc-hosts.conf";\nhost printer { }\n',
      'option a code 150 = { ip-address, ip-address };\n',
      'option a code 151 = array of { ip-address, integer 8 };\n',
      'host a { hardware ethernet 1:2:3:4:5:6; fixed-address 10.0.0.1 }\n',
    ])('%j', (text) => {
      const [ours, real] = said(text);
      expect(ours).toBe(real);
    });
  });
});
