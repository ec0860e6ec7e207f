import { join } from 'node:path';
import { hostPath } from '../../../src/sandbox/environment.ts';
import type { GuestSeed, HostFiles, SandboxPart } from '../../../src/sandbox/part.ts';

const guestTools = join(import.meta.dirname, 'guest');
const packages = ['asterisk', 'pf-xivo', 'xivo-agid'];

/** packaging-farm in the sandbox: VMs that build, each from its own revision. */
export const sandbox: SandboxPart = {
  guestTools,
  guests: [builder('gallifrey', 'v1.2.3', 'sid bookworm'), builder('gallifrey-dev', 'master', 'sid')],
};

/** The same for a farm that has been at work: gallifrey and mondas have built v1.2.3. A package takes so many seconds on mondas. */
export function busy(seconds: number): SandboxPart {
  const [gallifrey, ...others] = sandbox.guests ?? [];
  const mondas = builder('mondas', 'v1.2.3', 'sid bookworm');
  const built = (guest: GuestSeed, files = {}) => ({
    ...guest,
    files: { ...guest.files, ...builtFiles('v1.2.3'), ...files },
  });
  return {
    guestTools,
    guests: [...(gallifrey ? [built(gallifrey)] : []), ...others, built(mondas, { 'state/seconds': `${seconds}\n` })],
  };
}

/** What packaging-farm leaves on a VM where it has built everything of a revision. */
function builtFiles(revision: string): HostFiles {
  const cache = 'var/cache/packaging-farm';
  return {
    [`${cache}/revision`]: `${revision}\n`,
    [`${cache}/build/gallifrey/build/built`]: `${revision} - 1 1\n`,
    ...Object.fromEntries(packages.map((child) => [`${cache}/depends/${child}`, '1\n'])),
  };
}

function builder(name: string, revision: string, distributions: string): GuestSeed {
  return {
    name,
    folders: ['var/cache/packaging-farm'],
    files: {
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
        packages.map((child) => [
          `state/git/${child}`,
          ['master', 'v1.2.3', 'v1.2.4', ...(child === 'asterisk' ? [] : ['v2.0']), ''].join('\n'),
        ]),
      ),
    },
    farmYaml: ({ folder, port }) => ({
      build: {
        meta: 'gallifrey',
        revision,
        settings: `${folder}/etc/packaging-farm`,
        cache: `${folder}/var/cache/packaging-farm`,
        ssh: { address: '127.0.0.1', port, state: `${folder}/var/lib/farmhand`, path: hostPath(folder) },
      },
    }),
  };
}
