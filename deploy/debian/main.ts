import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  globSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bash, zsh } from './completion.ts';
import { changelog, control, copyright } from './control.ts';
import { programPage } from './man.ts';
import { manualOf } from './markdown.ts';

/**
 * `npm run deb`: farmhand_VERSION_ARCH.deb and packaging-farm_VERSION_all.deb in dist-deb. `node deploy/debian/main.ts FOLDER`: there instead.
 * The same sources give the same bytes. Takes dpkg-dev, binutils and make, and Node's own package from npm.
 */
const root = join(import.meta.dirname, '../..');
const [out = join(root, 'dist-deb')] = process.argv.slice(2);
const { version } = JSON.parse(text('package.json')) as { version: string };
const date =
  new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - (\\S+)`, 'm').exec(text('CHANGELOG.md'))?.[1] ?? '';
const seconds = Number(process.env.SOURCE_DATE_EPOCH ?? Date.parse(`${date}T00:00:00Z`) / 1000);
if (!(seconds > 0)) throw new Error(`CHANGELOG.md has no day for ${version}: ## [${version}] - YYYY-MM-DD`);
const architecture = run('dpkg', ['--print-architecture']).trim();
const edition = { version, date };

const work = mkdtempSync(join(tmpdir(), 'farmhand-deb-'));
const tree = join(work, 'farmhand');
try {
  mkdirSync(out, { recursive: true });
  program();
  documentation();
  service();
  write('usr/share/bash-completion/completions/farmhand', bash());
  write('usr/share/zsh/vendor-completions/_farmhand', zsh());
  copy('deploy/debian/lintian-overrides', 'usr/share/lintian/overrides/farmhand');
  pack();
  packagingFarm();
} finally {
  rmSync(work, { recursive: true });
}

/** The bundle, and the Node it runs on. */
function program(): void {
  const lib = join(tree, 'usr/lib/farmhand');
  run(process.execPath, [join(root, 'build.ts'), join(lib, 'dist')]);
  for (const types of globSync('dist/**/*.d.ts', { cwd: lib })) rmSync(join(lib, types));
  // Without its first line: the Node it names is not the one beside it.
  write('usr/lib/farmhand/bin/farmhand', text('bin/farmhand').replace(/^#!.*\n/, ''));
  for (const file of ['bin/load.js', 'bin/package.json', 'package.json']) copy(file, `usr/lib/farmhand/${file}`);
  gzip(readFileSync(join(lib, 'dist/LICENSES.txt')), 'usr/share/doc/farmhand/LICENSES.txt.gz');
  rmSync(join(lib, 'dist/LICENSES.txt'));
  // The same that runs this. npm's package of it has its licence beside it.
  const node = process.versions.node;
  const its = { amd64: 'x64', arm64: 'arm64' }[architecture];
  if (!its) throw new Error(`there is no Node for ${architecture} on npm`);
  run('npm', ['pack', '--silent', '--pack-destination', work, `node-linux-${its}@${node}`]);
  run('tar', ['-C', work, '-xzf', join(work, `node-linux-${its}-${node}.tgz`), 'package/bin/node', 'package/LICENSE']);
  run('strip', ['--strip-unneeded', '-o', join(lib, 'node'), join(work, 'package/bin/node')]);
  gzip(readFileSync(join(work, 'package/LICENSE')), 'usr/share/doc/farmhand/LICENSE.node.gz');
  copy('deploy/debian/farmhand', 'usr/bin/farmhand', 0o755);
}

/** Pages, manual pages, and a farm.yaml to begin with. */
function documentation(): void {
  const doc = 'usr/share/doc/farmhand';
  gzip(text('CHANGELOG.md'), `${doc}/CHANGELOG.md.gz`);
  gzip(changelog(edition), `${doc}/changelog.gz`);
  write(`${doc}/copyright`, copyright);
  for (const page of globSync('{docs/*.{md,png,svg},platforms/*/README.md,README.md}', { cwd: root }))
    copy(page, `${doc}/${page}`);
  for (const file of globSync('examples/*/*.{js,json,md}', { cwd: root })) copy(file, `${doc}/${file}`);
  const example = text('farm.example.yaml')
    .replace(/^ {2}folder: data$/m, '  folder: /var/lib/farmhand')
    .replace(/^ {2}journal: data\/journal.sqlite$/m, '  journal: /var/lib/farmhand/journal.sqlite')
    .replaceAll('~/.ssh/farmhand', '/etc/farmhand/ssh_key');
  write(`${doc}/examples/farm.yaml`, example);
  for (const schema of ['farm.schema.json', 'output.schema.json']) copy(schema, `usr/share/farmhand/${schema}`);
  const about = 'what farmhand knows of a farm beforehand';
  const pages = [
    programPage(edition, text('.env.example')),
    manualOf(text('docs/farm-yaml.md'), { name: 'farm.yaml', about, ...edition }),
  ];
  for (const page of pages) gzip(page.text, `usr/share/man/man${page.section}/${page.name}.${page.section}.gz`);
}

/** Units as they are in deploy/, and configuration that is the administrator's. */
function service(): void {
  for (const unit of ['farmhand.service', 'farmhand-worker.service'])
    write(
      `usr/lib/systemd/system/${unit}`,
      text(`deploy/${unit}`).replaceAll('/opt/farmhand/bin/farmhand', '/usr/bin/farmhand'),
    );
  copy('deploy/debian/farm.yaml', 'etc/farmhand/farm.yaml');
  copy('.env.example', 'etc/farmhand/.env', 0o640);
  write('DEBIAN/conffiles', '/etc/farmhand/.env\n/etc/farmhand/farm.yaml\n');
  for (const script of ['postinst', 'prerm', 'postrm']) copy(`deploy/debian/${script}`, `DEBIAN/${script}`, 0o755);
}

function pack(): void {
  const installed = globSync('{etc,usr}/**', { cwd: tree, withFileTypes: true }).filter((file) => file.isFile());
  const sizes = installed.map((file) => Math.ceil(statSync(join(file.parentPath, file.name)).size / 1024));
  write('DEBIAN/control', control({ version, architecture, size: sizes.reduce((sum, size) => sum + size, 0) }));
  const files = installed.map((file) => join(file.parentPath, file.name).slice(tree.length + 1)).sort();
  write('DEBIAN/md5sums', run('md5sum', ['--', ...files], tree));
  for (const path of globSync('**', { cwd: tree, withFileTypes: true }).map((file) =>
    join(file.parentPath, file.name),
  )) {
    const { mode } = statSync(path);
    // Whatever umask and times the checkout has.
    if (basename(path) !== '.env') chmodSync(path, mode & 0o111 ? 0o755 : 0o644);
    lutimesSync(path, seconds, seconds);
  }
  deb(tree, join(out, `farmhand_${version}_${architecture}.deb`));
}

/** The package of packaging-farm, as its own debian/rules make it. */
function packagingFarm(): void {
  const source = join(work, 'source/packaging-farm');
  cpSync(join(root, 'packaging-farm'), source, { recursive: true });
  run('debian/rules', ['binary'], source);
  for (const file of globSync('*.deb', { cwd: dirname(source) }))
    renameSync(join(dirname(source), file), join(out, file));
}

function deb(folder: string, file: string): void {
  run('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', folder, file]);
  process.stdout.write(`${file}\n`);
}

function text(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Writes a file of the package. */
function write(path: string, content: string | Buffer, mode = 0o644): void {
  mkdirSync(join(tree, dirname(path)), { recursive: true });
  writeFileSync(join(tree, path), content, { mode });
  chmodSync(join(tree, path), mode);
}

/** Copies a file of the checkout into the package. */
function copy(from: string, to: string, mode = 0o644): void {
  write(to, readFileSync(join(root, from)), mode);
}

function gzip(content: string | Buffer, path: string): void {
  write(path, gzipSync(content, { level: 9 }));
}

function run(program: string, words: readonly string[], cwd = root): string {
  const env = { ...process.env, LC_ALL: 'C', SOURCE_DATE_EPOCH: `${seconds}` };
  return execFileSync(program, words, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
}
