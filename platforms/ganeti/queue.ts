import * as z from 'zod';
import type { Fact } from '../../src/engine/facts.ts';
import type { Result } from '../../src/ssh/host.ts';
import { luxiFunction, request, resultOf } from './luxi.ts';

/** Ganeti's job queue, and by what it was asked. */
export interface Queue {
  /** It takes no new jobs. */
  readonly drained: boolean;
  /** How luxid was asked: its socket, or the wrapper; null: it could not be. */
  readonly by: string | null;
  /** What came back instead of luxid's answer. */
  readonly instead: string;
}

/** `$1` request. First a line that says by what luxid was asked, or what came back instead; then its answer, or that of Ganeti's own command. */
const script = `
${luxiFunction}
if luxi "$1"; then printf 'by %s\\n%s\\n' "$luxi_by" "$luxi_said"
else
  printf 'instead %s\\n' "$luxi_why"
  as_root gnt-cluster queue info
fi
`;

/** Whether Ganeti's queue takes jobs. */
export function queueFact(host: string): Fact<Queue> {
  const args = [request('QueryConfigValues', [['drain_flag']])];
  return { host, read: { script, args }, parse: (result) => queueOf(host, result) };
}

function queueOf(host: string, { code, stdout, stderr }: Result): Queue {
  const [, word, way = '', answer = ''] = /^(by|instead) (.*)\n([\s\S]*)$/.exec(stdout) ?? [];
  if (code !== 0 || word === undefined)
    throw new Error(`${host}: gnt-cluster queue info failed: ${stderr.trim() || `exit code ${code}`}`);
  if (word === 'instead') return { drained: /drain flag is set/.test(answer), by: null, instead: way || 'no answer' };
  const [drained] = z.tuple([z.boolean()]).parse(resultOf(answer));
  return { drained, by: way, instead: '' };
}
