import type { Break } from '../../../src/sandbox/breaks.ts';
import type { SandboxPart } from '../../../src/sandbox/part.ts';

const zone = ({ zone }: Readonly<Record<string, unknown>>): Break => ({ tool: 'named-checkzone', when: `${zone} /` });

/** What makes each of its actions fail. */
export const breaks: SandboxPart['breaks'] = {
  'bind.record': zone,
};
