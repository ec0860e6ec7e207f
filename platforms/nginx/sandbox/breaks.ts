import type { Break } from '../../../src/sandbox/breaks.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

const reload: Break = { tool: 'systemctl', when: 'reload nginx' };

/** What makes each of its actions fail. */
export const breaks: SandboxPart['breaks'] = {
  'nginx.site': reload,
};
