import * as z from 'zod';
import * as ssh from './host-schema.ts';
import * as s from './scalars.ts';

/** How a VM is reached: through its host by its full name, or wherever `address` says. */
export const reached = z.strictObject({
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
