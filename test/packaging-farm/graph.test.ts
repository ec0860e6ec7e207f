import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const program = join(import.meta.dirname, '../../packaging-farm/lib/graph.awk');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'farmhand-graph-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What awk makes of these debian/control files, one a package, and of a meta package of all. */
function graph(controls: Readonly<Record<string, string>>) {
  const names = Object.keys(controls);
  const jobs = [...names.map((name) => `JOB|${name}|||||||||||`), `JOB|all|meta-package||||||||||${names.join(' ')}`];
  writeFileSync(join(folder, 'jobs'), `CONF|PARALLEL|2\n${jobs.join('\n')}\nVARIABLE||\n`);
  const files = names.map((name) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'control'), controls[name] ?? '');
    return join(folder, name, 'control');
  });
  const closure = join(folder, 'closure');
  const args = ['-f', program, '-v', 'want=all', '-v', `closure=${closure}`, join(folder, 'jobs'), ...files];
  const { stdout, stderr, status } = spawnSync('awk', args, { encoding: 'utf8' });
  if (status !== 0) return { errors: stderr };
  const rules = [...stdout.matchAll(/^depends\/(\S+): \S+(.*)$/gm)];
  const staged = [...stdout.matchAll(/^STAGED\.(\S+) := (.+)$/gm)];
  return {
    before: Object.fromEntries(rules.map(([, name, list]) => [name, list?.trim().replaceAll('depends/', '')])),
    staged: Object.fromEntries(staged.map(([, name, list]) => [name, list])),
    closure: readFileSync(closure, 'utf8').trim().split('\n'),
  };
}

const package_ = (name: string, fields = '') => `\nPackage: ${name}\nArchitecture: any\n${fields}`;

describe('the dependency graph', () => {
  test('what a source needs is read through versions, architectures, profiles, alternatives, folds and comments', () => {
    const needs =
      'Build-Depends: debhelper-compat (= 13), liba-dev (>= 1:2~) [amd64 !i386],\n# libc-dev,\n b:any <!nocheck> | nothing\n' +
      'Build-Depends-Indep: d\nBuild-depends-arch: e\n';
    expect(
      graph({
        liba: `Source: liba\n${package_('liba1')}${package_('liba-dev')}`,
        b: `Source: b\n${package_('b')}`,
        c: `Source: c\n${package_('libc-dev')}`,
        d: `Source: d\n${package_('d')}`,
        e: `Source: e\n${package_('e')}`,
        z: `Source: z\n${needs}${package_('z')}`,
      }),
    ).toMatchObject({
      before: { z: 'liba b d e', liba: '', all: 'liba b c d e z' },
      staged: { z: 'liba/liba-dev b/b d/d e/e' },
    });
  });

  test('a package needs what its build dependencies need to be installed, through what is provided', () => {
    const depends = 'Depends: ${shlibs:Depends}, libb1 (= ${binary:Version}), common\n';
    expect(
      graph({
        app: `Source: app\nBuild-Depends: virtual-dev\n${package_('app', 'Depends: late\n')}`,
        b: `Source: b\n${package_('libb-dev', `Provides: virtual-dev (= 1)\n${depends}`)}${package_('libb1')}`,
        c: `Source: c\n${package_('common')}`,
        late: `Source: late\n${package_('late')}`,
      }),
    ).toMatchObject({ before: { app: 'b c', b: '' }, staged: { app: 'b/libb-dev b/libb1 c/common' } });
  });

  test('what is wanted comes last, each after what it needs, once', () => {
    const { closure } = graph({
      top: `Source: top\nBuild-Depends: left, right\n${package_('top')}`,
      left: `Source: left\nBuild-Depends: base\n${package_('left')}`,
      right: `Source: right\nBuild-Depends: base\n${package_('right')}`,
      base: `Source: base\n${package_('base')}`,
    });
    expect(closure).toEqual(['base', 'left', 'right', 'top', 'all']);
  });

  test('a source that needs its own packages has no circle', () => {
    expect(graph({ a: `Source: a\nBuild-Depends: a\n${package_('a')}` })).toMatchObject({ before: { a: '' } });
  });

  test('a circle is refused, and shown', () => {
    expect(
      graph({
        start: `Source: start\nBuild-Depends: a\n${package_('start')}`,
        a: `Source: a\nBuild-Depends: b\n${package_('a')}`,
        b: `Source: b\nBuild-Depends: c\n${package_('b')}`,
        c: `Source: c\nBuild-Depends: a\n${package_('c')}`,
      }),
    ).toEqual({ errors: 'packaging-farm: these build-depend on each other: a b c a\n' });
  });

  test('it is read by mawk, gawk and busybox alike where they are installed', () => {
    const found = ['mawk', 'gawk', 'busybox'].filter((awk) => spawnSync(awk, ['--help']).error === undefined);
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a/control'), `Source: a\nBuild-Depends: b\n${package_('a')}`);
    writeFileSync(join(folder, 'jobs'), 'JOB|a|||||||||||\n');
    const outputs = found.map((awk) =>
      execFileSync(
        awk,
        [
          ...(awk === 'busybox' ? ['awk'] : []),
          '-f',
          program,
          '-v',
          'want=a',
          join(folder, 'jobs'),
          join(folder, 'a/control'),
        ],
        {
          encoding: 'utf8',
        },
      ),
    );
    expect(new Set(outputs)).toEqual(
      new Set(['RECIPE.a := build-one.sh\nSTAGED.a :=\ndepends/a: sources/a/version\n']),
    );
  });
});
