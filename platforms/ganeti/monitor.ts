import type { Fact } from '../../src/engine/facts.ts';
import type { Result } from '../../src/ssh/host.ts';

const mebi = 2 ** 20;

/**
 * `$1` socket, the other arguments commands. socat is not asked for a path with a comma or an exclamation mark in it: to it they
 * are options; farm.yaml's paths and Ganeti's names have none.
 */
export const monitorScript = `
socket=$1
shift
printf '%s\\n' "$@" | as_root timeout 10 socat -t 5 - "UNIX-CONNECT:$socket"
`;

/** The socket of an instance's QEMU monitor, as Ganeti places it. */
export function monitorSocket(folder: string, instance: string): string {
  return `${folder}/${instance}.monitor`;
}

/** Bytes in the answer to `info balloon`, the last one; null when there is none. The monitor echoes what is typed, so other lines are not looked at. */
export function balloonIn(answer: string): number | null {
  const found = [...answer.matchAll(/^balloon: actual=(\d+)/gm)].at(-1)?.[1];
  return found === undefined ? null : Number(found) * mebi;
}

/** Memory an instance has now; null when it does not run. Throws when the monitor says something else. */
export function balloonFact(host: string, folder: string, instance: string): Fact<number | null> {
  const socket = monitorSocket(folder, instance);
  return {
    host,
    read: { script: monitorScript, args: [socket, 'info balloon'], takes: 50 },
    parse: (result) => parse(host, socket, result),
  };
}

function parse(host: string, socket: string, { stdout, stderr, code }: Result): number | null {
  const bytes = balloonIn(stdout);
  if (bytes !== null) return bytes;
  if (isGone(stderr)) return null;
  const said = complaint(stdout) ?? (stderr.trim() || `exit code ${code}`);
  throw new Error(`${host}: the monitor ${socket} does not tell the balloon: ${said}`);
}

/** Whether nobody is behind a socket, by what socat says: it outlives the machine that made it. */
export function isGone(stderr: string): boolean {
  return /No such file or directory|Connection refused/.test(stderr);
}

/** What the monitor itself complains of: "Error: No balloon device has been activated". */
export function complaint(answer: string): string | undefined {
  return /^(?:Error: .*|.*balloon.*not .*activated.*)$/m.exec(answer)?.[0]?.trim();
}

/** `$1` folder. One line a monitor, `NAME MEBIBYTES`; those that do not answer are left out. */
const allScript = `
line_of='
balloon: actual='
for socket in "$1"/*.monitor; do
  [ -e "$socket" ] || continue
  {
    said=$(echo 'info balloon' | as_root timeout 10 socat -t 5 - "UNIX-CONNECT:$socket" 2>/dev/null)
    actual=\${said##*"$line_of"}
    actual=\${actual%%[!0-9]*}
    name=\${socket##*/}
    [ -z "$actual" ] || echo "\${name%.monitor} $actual"
  } &
done
wait
`;

/** Memory each running instance has now, by name. */
export function balloonsFact(host: string, folder: string): Fact<ReadonlyMap<string, number>> {
  return {
    host,
    read: { script: allScript, args: [folder], takes: 70 },
    parse: ({ stdout }) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      return new Map(
        lines.map((line) => {
          const [name = '', actual] = line.split(' ');
          return [name, Number(actual) * mebi];
        }),
      );
    },
  };
}
