import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { environment } from './environment.ts';
import type { HostFiles } from './host-files.ts';
import { newKey, type PublicKey } from './keys.ts';
import { startSshServer } from './server.ts';

/** A VM of the sandbox that is logged in to: a folder, and an SSH server in front of it, whether or not the VM is there yet. */
export interface Guest {
  readonly name: string;
  /** What would be / in it. */
  readonly folder: string;
  readonly port: number;
  readonly hostKey: PublicKey;
  close(): Promise<void>;
}

/** VMs that build, each from its own revision. */
export const guests = [
  { name: 'gallifrey', revision: 'v1.2.3', distributions: 'sid bookworm' },
  { name: 'gallifrey-dev', revision: 'master', distributions: 'sid' },
] as const;

const tool = join(import.meta.dirname, 'guest/packaging-farm');
const packages = ['asterisk', 'pf-xivo', 'xivo-agid'];

/** Makes the VM's folder and starts its SSH server. `clientKey` is let in. */
export async function createGuest(
  sandbox: string,
  clientKey: PublicKey,
  which: (typeof guests)[number],
): Promise<Guest> {
  const folder = join(sandbox, `guest-${which.name}`);
  const files = filesOf(which);
  for (const path of ['root', 'var/lib/farmhand', 'var/cache/packaging-farm', ...Object.keys(files).map(dirname)]) {
    await mkdir(join(folder, path), { recursive: true });
  }
  await Promise.all(
    Object.entries(files).map(([path, content]) =>
      typeof content === 'string' ? writeFile(join(folder, path), content) : symlink(content.link, join(folder, path)),
    ),
  );
  const env = environment(folder);
  const key = newKey();
  const settings = { hostKey: key.private, clientKey, environment: env, folder: env.HOME, refuses: () => false };
  const server = await startSshServer(settings);
  return { name: which.name, folder, port: server.port, hostKey: key.public, close: server.close };
}

function filesOf({ revision, distributions }: (typeof guests)[number]): HostFiles {
  return {
    'bin/packaging-farm': { link: tool },
    'etc/packaging-farm/packaging-farm.conf': [
      '# What this farm builds from.',
      `GIT_REVISION = ${revision}`,
      `SUPPORTED_DISTRIBUTIONS = ${distributions}`,
      '',
    ].join('\n'),
    'etc/packaging-farm/gallifrey.mk': [
      'PACKAGE = gallifrey',
      'ROLE = meta-package',
      'DISTRIBUTIONS = sid',
      `CHILD_PACKAGES = ${packages.join(' ')}`,
      'include $(LIBDIR)/Makefile',
      '',
    ].join('\n'),
    'state/seconds': '0.1\n',
    ...Object.fromEntries(
      packages.map((name) => [
        `state/git/${name}`,
        ['master', 'v1.2.3', 'v1.2.4', ...(name === 'asterisk' ? [] : ['v2.0']), ''].join('\n'),
      ]),
    ),
  };
}
