import type { Break } from '../../../src/sandbox/breaks.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

const reload: Break = { tool: 'shorewall', when: 'reload' };

/** What makes each of its actions fail. */
export const breaks: SandboxPart['breaks'] = {
  'shorewall.forward': reload,
  'shorewall.admit': { ...reload, tool: 'shorewall6' },
};
