import * as z from 'zod';
import * as ssh from './host-schema.ts';
import * as s from './scalars.ts';

/** How a VM is reached: through its host by its full name, or wherever `address` says. */
const reached = z.strictObject({
  address: s.endpoint.optional().describe('Its full name, through the host of its node, when left out'),
  port: s.port.default(22),
  user: ssh.user,
  keys: ssh.keys.optional().describe("Those of its node's host when left out"),
  known_hosts: s.localPath
    .optional()
    .describe("That of its node's host when left out; the VM has an entry of its own in it"),
  jump: s.label.optional().describe('The host it is reached through, where address is another'),
  sudo: ssh.sudo,
  state: ssh.state,
  path: ssh.path,
});

/** What a VM builds. */
export const build = z.strictObject({
  meta: s.packageName.describe('The meta package'),
  revision: s.revision.default('master').describe('GIT_REVISION it is built from unless another is asked for'),
  command: s.words.default(['packaging-farm']).describe('packaging-farm, or another with the same command line'),
  settings: s.remotePath
    .default('/etc/packaging-farm')
    .describe('Folder of packaging-farm.conf, and of the job files META.mk'),
  cache: s.remotePath.default('/var/cache/packaging-farm').describe('Folder of sources, job files and logs'),
  keep: z
    .array(s.makeVariable, { error: 'a list of variables such as [GIT_REVISION]' })
    .default(['GIT_REVISION', 'VERSION_FLAVOR'])
    .describe('Variables whose lines are its own, whatever is copied from another VM'),
  feeds: s.repositoryName
    .optional()
    .describe('The repository its packages go on to: VMs that feed the same one never build the same version'),
  ssh: reached.prefault({}),
});
