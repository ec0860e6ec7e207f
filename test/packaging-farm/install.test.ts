import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needs } from '../support/servers.ts';

const house = join(import.meta.dirname, '../../packaging-farm');
const pages = ['packaging-farm.1', 'packaging-farm.conf.5', 'submit-xivo.sh.1'];

needs('mandoc', 'dpkg-buildpackage')('packaging-farm as it is installed', () => {
  test.for(pages)('%s has nothing mandoc objects to', (page) => {
    // It knows which pages are installed here; that is not the page's matter.
    const { stdout } = spawnSync('mandoc', ['-T', 'lint', join(house, page)], { encoding: 'utf8' });
    expect(
      stdout.split('\n').filter((line) => line !== '' && !/outdated mandoc\.db|referenced manual not found/.test(line)),
    ).toEqual([]);
  });

  test('runs from where it is installed, with all its parts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'farmhand-install-'));
    try {
      execFileSync('make', ['-C', house, 'install', `DESTDIR=${folder}`, 'PREFIX=/usr'], { stdio: 'ignore' });
      const parts = readdirSync(join(folder, 'usr/lib/packaging-farm'));
      expect(parts.toSorted()).toEqual(readdirSync(join(house, 'lib')).toSorted());
      const args = ['--root', join(folder, 'farm'), '--var', 'COMPONENT'];
      expect(execFileSync(join(folder, 'usr/bin/packaging-farm'), args, { encoding: 'utf8' })).toBe('main\n');
      const { status, stderr } = spawnSync(
        join(folder, 'usr/bin/submit-xivo.sh'),
        ['--root', join(folder, 'farm'), 'dalek'],
        {
          encoding: 'utf8',
        },
      );
      expect([status, stderr]).toEqual([2, expect.stringContaining('no job file for dalek')]);
      expect(readdirSync(join(folder, 'usr/share/man/man1')).toSorted()).toEqual([
        'packaging-farm.1',
        'submit-xivo.sh.1',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
