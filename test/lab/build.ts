import { appendFile, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ensureTools, fetchSettings, machineMirror } from './debian.ts';
import { boot, save, stop } from './machine.ts';
import { type HostName, type LabPaths, sources } from './paths.ts';
import { recipe } from './recipe.ts';
import { must } from './run.ts';
import { onHost } from './ssh.ts';

/**
 * Makes the lab's image: packages, disks, first boot, cluster, instances, and the snapshot of all that at work. Leaves it running.
 * Throws with the end of what the failing program said; all that it said is in build.log.
 */
export async function build(paths: LabPaths, say: (line: string) => void): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('Building the lab makes a root file system: run it once as root.');
  const began = Date.now();
  const step = (line: string) => say(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${line}`);

  await ensureTools(step);
  await stop(paths);
  await rm(paths.folder, { recursive: true, force: true });
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  await must('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'farmhand lab', '-f', paths.key]);

  step('installing the packages of the host');
  const tree = join(paths.folder, 'tree');
  await installTree(paths, tree);
  await collect(paths, tree);
  step('making its disks');
  await makeDisks(paths, tree);
  step('booting it');
  await boot(paths);
  step('making it a farm');
  await provision(paths);
  step('taking the snapshot');
  await save(paths);
  await writeFile(paths.ready, '');
  step('ready');
}

async function installTree(paths: LabPaths, tree: string): Promise<void> {
  const mirror = await machineMirror();
  const sourcesList = join(paths.folder, 'sources.list');
  const aptSettings = join(paths.folder, 'apt.conf');
  await writeFile(sourcesList, mirror.sources);
  await writeFile(aptSettings, await fetchSettings());
  const publicKey = (await readFile(`${paths.key}.pub`, 'utf8')).trim();
  const builder = join(paths.folder, 'skaro.tar');
  const unread = ['doc', 'info', 'locale', 'man'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`);
  const essential = await must('mmdebstrap', [
    ...['--mode=root', '--variant=essential', '--format=tar', `--include=${recipe.builderPackages.join()}`],
    ...[`--aptopt=${aptSettings}`, '--aptopt=APT::Install-Recommends "false"', ...unread],
    ...[mirror.suite, builder, sourcesList],
  ]);
  await appendFile(paths.buildLog, essential);
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const install = [
    'sh',
    quote(join(sources, 'host', 'install.sh')),
    '"$1"',
    quote(sources),
    quote(publicKey),
    quote(builder),
  ].join(' ');
  const said = await must('mmdebstrap', [
    ...['--mode=root', '--variant=apt', '--format=directory', `--include=${recipe.packages.join()}`],
    ...[`--aptopt=${aptSettings}`, `--customize-hook=${install}`, mirror.suite, tree, sourcesList],
  ]);
  await appendFile(paths.buildLog, said);
  await rm(builder);
}

/** Takes out of the tree what starting it needs, and the host keys: known before they are first seen on a network. */
async function collect(paths: LabPaths, tree: string): Promise<void> {
  const boot = await readdir(join(tree, 'boot'));
  const named = (start: string) => join(tree, 'boot', boot.find((name) => name.startsWith(start)) ?? start);
  await copyFile(named('vmlinuz-'), paths.kernel);
  await copyFile(named('initrd.img-'), paths.initrd);
  await copyFile(join(tree, 'etc/ssh/ssh_host_ed25519_key.pub'), paths.hostKey);
  await copyFile(join(tree, 'var/lib/lab/gallifrey.pub'), paths.guestKey);
}

async function makeDisks(paths: LabPaths, tree: string): Promise<void> {
  const raw = join(paths.folder, 'disk.raw');
  await must('mke2fs', [
    '-q',
    '-t',
    'ext4',
    '-L',
    'host01',
    '-E',
    'lazy_itable_init=1',
    '-d',
    tree,
    raw,
    recipe.rootDisk,
  ]);
  // qcow2, because QEMU keeps its snapshots nowhere else.
  const { rootDisk, volumeGroupDisk } = paths.host01;
  await must('qemu-img', ['convert', '-O', 'qcow2', raw, rootDisk]);
  await must('qemu-img', ['snapshot', '-c', recipe.installed, rootDisk]);
  await must('qemu-img', ['create', '-q', '-f', 'qcow2', volumeGroupDisk, recipe.volumeGroupDisk]);
  await rm(raw);
  await rm(tree, { recursive: true });
}

async function provision(paths: LabPaths): Promise<void> {
  await provisionHost(paths, 'host01', join(sources, 'host', 'provision.sh'));
}

/** Runs a script on a host as root, by sh on standard input. Throws with the end of what it said; all of it is in build.log. */
export async function provisionHost(paths: LabPaths, host: HostName, file: string): Promise<void> {
  const { code, stdout, stderr } = await onHost(paths, 'sh -s', await readFile(file, 'utf8'), host);
  await appendFile(paths.buildLog, stdout + stderr);
  if (code === 0) return;
  const end = (stdout + stderr).trim().split('\n').slice(-15).join('\n');
  throw new Error(`${basename(file)} exited with ${code}:\n${end}`);
}
