import { access } from './cases/access.ts';
import { bind } from './cases/bind.ts';
import { dhcp } from './cases/dhcp.ts';
import { disk } from './cases/disk.ts';
import { firewall } from './cases/firewall.ts';
import { ganeti } from './cases/ganeti.ts';
import { lvm } from './cases/lvm.ts';
import { monitor } from './cases/monitor.ts';
import { nodes } from './cases/nodes.ts';
import { proxy } from './cases/proxy.ts';
import { normalise } from './normalise.ts';

/**
 * Something the farm's host tools do: shell lines run one after another as root on host01, where gallifrey runs. `$ROOT` is the
 * folder of the host's files: empty on a real one. A line shows only what matters, by filters of its own. It leaves the host as it was.
 */
export interface ContractCase {
  /** A sentence: what the tools do. */
  readonly name: string;
  readonly lines: readonly string[];
  /** Those of the lines that only real hosts can show, each with the reason. */
  readonly realOnly?: Readonly<Record<string, string>>;
}

/** What one line showed, without what differs from one time to the next. */
export interface Observation {
  readonly line: string;
  readonly code: number;
  /** In lines, so that a recording is read, and its differences too. */
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** Runs a shell command as root on host01. */
export type Exec = (
  command: string,
) => Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;

/** Every case by the tools it is about. */
export const hostTools: Readonly<Record<string, readonly ContractCase[]>> = {
  lvm,
  bind,
  dhcp,
  proxy,
  firewall,
  ganeti,
  monitor,
  access,
  disk,
};

/** The same of a cluster of two nodes, host01 its master. */
export const pairTools: Readonly<Record<string, readonly ContractCase[]>> = { nodes };

/** What of a case, or of what was recorded of it, the stand-ins are held to. */
export function forStandIns({ name, lines, realOnly = {} }: ContractCase, recorded?: readonly Observation[]) {
  const held = (line: string) => realOnly[line] === undefined;
  return { name, lines: lines.filter(held), recorded: recorded?.filter(({ line }) => held(line)) };
}

/** Does a case, in one command. `root`: the folder of the host's files, empty on a real host. */
export async function observe(exec: Exec, root: string, { lines }: ContractCase): Promise<readonly Observation[]> {
  const { stdout, stderr } = await exec(`sh -c ${quoted(script(root, lines))}`);
  const frames = framesIn(stdout);
  if (frames.length !== lines.length) throw new Error(`the host showed ${frames.length} of ${lines.length}: ${stderr}`);
  return lines.map((line, index) => {
    const [code = 0, out = '', err = ''] = frames[index] ?? [];
    return { line, code, stdout: linesOf(out, root), stderr: linesOf(err, root) };
  });
}

/**
 * Each line by a shell of its own; before what it printed stand its exit code and how many bytes it printed on each stream. Its temporary files
 * are the host's: two sandboxes have the machine's /tmp in common.
 */
function script(root: string, lines: readonly string[]): string {
  const steps = lines.map(
    (line) =>
      `sh -c ${quoted(line.replaceAll('/tmp', `${root}/tmp`))} > "$work/out" 2> "$work/err" < /dev/null; frame $?`,
  );
  return [
    `export ROOT=${root} LC_ALL=C`,
    'work=$(mktemp -d)',
    'frame() { echo "$1 $(wc -c < "$work/out") $(wc -c < "$work/err")"; cat "$work/out" "$work/err"; }',
    ...steps,
    'rm -r "$work"',
  ].join('\n');
}

function framesIn(text: string): readonly (readonly [code: number, stdout: string, stderr: string])[] {
  const head = /^(\d+) (\d+) (\d+)\n/.exec(text);
  if (head === null) return [];
  const [code = 0, out = 0, err = 0] = head.slice(1).map(Number);
  const from = head[0].length;
  const rest = framesIn(text.slice(from + out + err));
  return [[code, text.slice(from, from + out), text.slice(from + out, from + out + err)], ...rest];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function linesOf(text: string, root: string): readonly string[] {
  return text === '' ? [] : normalise(text, root).replace(/\n$/, '').split('\n');
}
