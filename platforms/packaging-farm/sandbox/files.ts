import { join } from 'node:path';
import { hostPath } from '../../../src/sandbox/environment.ts';
import type { GuestSeed, SandboxPart } from '../../../src/sandbox/part.ts';

const tool = join(import.meta.dirname, 'guest/packaging-farm');
const packages = ['asterisk', 'pf-xivo', 'xivo-agid'];

/** packaging-farm in the sandbox: VMs that build, each from its own revision. */
export const sandbox: SandboxPart = {
  guests: [builder('gallifrey', 'v1.2.3', 'sid bookworm'), builder('gallifrey-dev', 'master', 'sid')],
};

function builder(name: string, revision: string, distributions: string): GuestSeed {
  return {
    name,
    folders: ['var/cache/packaging-farm'],
    files: {
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
