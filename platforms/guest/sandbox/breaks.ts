import type { SandboxPart } from '../../../src/sandbox/part.ts';

/** What makes each of its actions fail. */
export const breaks: SandboxPart['breaks'] = {
  'personalise.keys': { tool: 'ssh-keygen' },
  'personalise.disk': { tool: 'mount' },
  // These only look, and who answers is asked of the network.
  'address.unused': { tool: 'ip', when: 'route get', cause: 'cannot ask whether' },
  'proof.answers': ({ address }) => ({
    tool: 'socat',
    when: String(address).includes(':') ? 'TCP6' : 'TCP4',
    times: 100,
    cause: 'did not answer on port 22',
  }),
};
