import { join } from 'node:path';
import * as z from 'zod';
import type { Json } from '../../src/journal/json.ts';

/** Where luxid, Ganeti's daemon for queries, answers, as Debian has it. */
export const querySocket = '/run/ganeti/socket/ganeti-query';

/** The program that lets a user with sudo ask luxid what changes nothing, and no more. */
export const wrapper = 'farmhand-luxi';
/** Where farmhand has it. */
export const wrapperFile: string = join(import.meta.dirname, wrapper);

/**
 * `luxi REQUEST…` asks luxid all of them over one connection, and puts the answers into `luxi_said`, a line each. As the user where the socket
 * lets it (root, and the group gnt-daemons), else by the wrapper where there is one; `luxi_by` says by which. It fails unless each
 * request was answered with success; `luxi_why` is then the first that came back instead. Ganeti's own commands ask luxid the same, after they have started
 * a Python, which takes seconds.
 */
export const luxiFunction = String.raw`
luxi() {
  luxi_by=socket
  luxi_said=$(printf '%s\003' "$@" | socat -t 60 - UNIX-CONNECT:${querySocket} 2>&1 | luxi_answers $# '\003') && return
  luxi_why=$luxi_said
  command -v ${wrapper} >/dev/null || return
  luxi_by=${wrapper}
  luxi_said=$(printf '%s\n' "$@" | as_root ${wrapper} 2>&1 | luxi_answers $# '\n') && return
  luxi_why=$luxi_said
  return 1
}
luxi_answers() {
  awk -v wanted="$1" -v RS="$2" '
    {
      lines = split($0, line, "\n")
      for (i = 1; i <= lines; i++)
        if (line[i] ~ /^[{].*"success": *true/) { good++; said = said line[i] "\n" }
        else if (line[i] != "" && why == "") why = line[i]
    }
    END { if (good == wanted) printf "%s", said; else { print why; exit 1 } }'
}
`;

/** One request as luxid takes it. Its texts are letters, digits and `_./-`: no other comes through the wrapper. */
export function request(method: string, args: readonly unknown[]): string {
  return JSON.stringify({ method, args });
}

/** What a job of Ganeti is to do, as luxid takes it. */
export interface Opcode {
  readonly OP_ID: `OP_${string}`;
  readonly instance_name: string;
  readonly [parameter: string]: Json;
}

/** The request that submits a job for that reason. The wrapper lets none through. */
export function submission(opcode: Opcode, reason: string): string {
  const nanoseconds = Date.now() * 1e6;
  return request('SubmitJob', [[{ ...opcode, reason: [['gnt:user', reason, nanoseconds]] }]]);
}

const Answer = z.object({ success: z.literal(true), result: z.unknown() });

/** What luxid answered to one request. Throws where it is no success. */
export function resultOf(line: string): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    answer = undefined;
  }
  const read = Answer.safeParse(answer);
  if (!read.success) throw new Error(`luxid answered ${JSON.stringify(line.slice(0, 200))}`);
  return read.data.result;
}
