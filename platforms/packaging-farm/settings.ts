import * as z from 'zod';
import { reached } from '../../src/farm/config/reached-schema.ts';
import * as s from '../../src/farm/config/scalars.ts';

const makeVariable = s.text('the name of a variable, such as GIT_REVISION', /^[A-Z][A-Z0-9_]{0,63}$/);

/** What a repository that several VMs feed is called, as its people like. */
const repositoryName = s.text(
  'the name of a repository without spaces, such as xivo or http://packages.example.org/xivo',
  /^[A-Za-z0-9][A-Za-z0-9:/._~-]{0,199}$/,
);

/** What a VM builds. */
export const schema = z.strictObject({
  meta: s.packageName.describe('The meta package'),
  revision: s.revision.default('master').describe('GIT_REVISION it is built from unless another is asked for'),
  command: s.words.default(['packaging-farm']).describe('packaging-farm, or another with the same command line'),
  settings: s.remotePath
    .default('/etc/packaging-farm')
    .describe('Folder of packaging-farm.conf, and of the job files META.mk'),
  cache: s.remotePath.default('/var/cache/packaging-farm').describe('Folder of sources, job files and logs'),
  keep: z
    .array(makeVariable, { error: 'a list of variables such as [GIT_REVISION]' })
    .default(['GIT_REVISION', 'VERSION_FLAVOR'])
    .describe('Variables whose lines are its own, whatever is copied from another VM'),
  feeds: repositoryName
    .optional()
    .describe('The repository its packages go on to: VMs that feed the same one never build the same version'),
  ssh: reached.prefault({}),
});
