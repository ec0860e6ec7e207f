import type { Break } from '../../../src/sandbox/breaks.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

const restart: Break = { tool: 'systemctl', when: 'restart isc-dhcp-server' };

/** What makes each of its actions fail. */
export const breaks: SandboxPart['breaks'] = {
  'dhcpd.host': restart,
};
