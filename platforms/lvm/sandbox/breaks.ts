import type { Break } from '../../../src/sandbox/breaks.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

const lvremove: Break = { tool: 'lvremove' };

/** What makes each of its actions fail. */
export const breaks: SandboxPart['breaks'] = {
  'lvm.snapshot': { tool: 'lvcreate', when: '--snapshot' },
  'lvm.snapshots': { tool: 'lvcreate', when: '--snapshot' },
  'lvm.volume': { tool: 'lvcreate', when: '--extents' },
  'lvm.copy': { tool: 'dd', when: 'conv=nocreat' },
  'lvm.discard': lvremove,
  'lvm.remove': lvremove,
};
