import { execFile } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchSettings, machineMirror } from '../lab/debian.ts';
import { giveInput } from '../support/input.ts';
import { cleanCheckout, nodeOf, run } from './package.ts';

/** Podman of a user who is not root, with storage of its own. */
export interface Podman {
  /** What only this user has. */
  readonly folder: string;
  /** Runs it to its end; its standard output. Rejects where it fails. */
  podman(words: readonly string[], input?: string): Promise<string>;
  remove(): Promise<void>;
}

const user = 'farmhand-image';

/** What the Dockerfile begins with. */
export const baseImage = 'docker.io/library/node:24-slim';

/** Makes the user, for as long as the tests take. */
export async function rootlessPodman(): Promise<Podman> {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-podman-'));
  chmodSync(folder, 0o755);
  await run('useradd', ['--create-home', '--home-dir', join(folder, 'home'), '--shell', '/bin/sh', user], folder);
  const own = (name: string) => join(folder, 'home', name);
  writeFileSync(
    join(folder, 'storage.conf'),
    `[storage]\ndriver = "overlay"\ngraphroot = "${own('graph')}"\nrunroot = "${own('run')}"\n`,
  );
  // runc also runs where the machine has the first version of cgroups, and limits as the machine has them.
  writeFileSync(
    join(folder, 'containers.conf'),
    '[containers]\ndefault_ulimits = []\n[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nruntime = "runc"\n',
  );
  await run('install', ['-d', '-o', user, '-m', '700', own('run')], folder);
  const env = [
    `HOME=${join(folder, 'home')}`,
    `XDG_RUNTIME_DIR=${own('run')}`,
    `CONTAINERS_STORAGE_CONF=${join(folder, 'storage.conf')}`,
    `CONTAINERS_CONF=${join(folder, 'containers.conf')}`,
    'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  ];
  const podman = async (words: readonly string[], input = '') => {
    const running = promisify(execFile)('runuser', ['-u', user, '--', 'env', '-i', ...env, 'podman', ...words], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    });
    giveInput(running.child, input);
    return (await running).stdout;
  };
  return {
    folder,
    podman,
    async remove() {
      await podman(['system', 'reset', '--force']);
      await run('userdel', ['--remove', user], tmpdir());
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Gives it an image as node:24-slim is, made of Debian's packages and npm's: no registry of images is asked. */
export async function nodeImage({ folder, podman }: Podman): Promise<void> {
  const { suite, sources } = await machineMirror();
  const [line = ''] = sources.split('\n');
  const root = join(folder, 'base');
  const node = await nodeOf(process.versions.node, folder);
  await run('mmdebstrap', ['--variant=apt', '--quiet', '--include=ca-certificates', suite, root, line], folder);
  writeFileSync(join(root, 'etc/apt/apt.conf.d/50machine'), await fetchSettings());
  // As images of Debian have it: apt leaves no cache behind.
  const noCache = 'Dir::Cache::pkgcache "";\nDir::Cache::srcpkgcache "";\n';
  writeFileSync(join(root, 'etc/apt/apt.conf.d/docker-clean'), noCache);
  const own = (path: string) => join(root, 'usr/local', path);
  cpSync(node, own('bin/node'));
  const npm = `npm@${(await run('npm', ['--version'], folder)).trim()}`;
  await run('npm', ['pack', '--silent', npm], folder);
  mkdirSync(own('lib/node_modules/npm'), { recursive: true });
  await run('sh', ['-c', 'tar -C "$1" --strip-components 1 -xzf npm-*.tgz', 'sh', own('lib/node_modules/npm')], folder);
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', own('bin/npm'));
  // Authorities that this machine trusts: there may be a proxy of its own.
  cpSync(realpathSync('/etc/ssl/certs/ca-certificates.crt'), join(root, 'etc/ssl/certs/ca-certificates.crt'));
  await run('useradd', ['--root', root, '--uid', '1000', '--create-home', 'node'], folder);
  await run('tar', ['-C', root, '-cf', join(folder, 'base.tar'), ...readdirSync(root)], folder);
  rmSync(root, { recursive: true });
  const certificates = 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt';
  await podman(['import', '--quiet', '--change', certificates, join(folder, 'base.tar'), baseImage]);
  rmSync(join(folder, 'base.tar'));
}

/** Builds the image of the checkout's Dockerfile. */
export async function farmhandImage({ podman }: Podman): Promise<string> {
  const checkout = cleanCheckout();
  try {
    rmSync(join(checkout, 'node_modules'));
    chmodSync(checkout, 0o755);
    // With its health check, which the other format has no place for.
    await podman([
      'build',
      '--quiet',
      '--format',
      'docker',
      '--network',
      'host',
      '--pull=never',
      '--tag',
      'farmhand',
      checkout,
    ]);
    return 'localhost/farmhand';
  } finally {
    rmSync(checkout, { recursive: true });
  }
}
