import type { Fact } from '../../engine/action.ts';
import type { Result, Script } from '../../ssh/host.ts';

/** socat(1) on QEMU's monitor; its address syntax has no quoting, so names are held to strict patterns before they get here. */
const ask = `
[ -S "$1" ] || { [ -e "$1" ] || { echo down; exit 0; }; }
timeout 10 socat -t 2 - "UNIX-CONNECT:$1"
`;

/** Types lines at a running instance's monitor, `$1` its socket; prints `down` where there is none. */
export function monitorScript(monitors: string, instance: string, lines: readonly string[]): Script {
  return {
    script: `as_root sh -c '${ask}' sh "$1"`,
    args: [`${monitors}/${instance}.monitor`],
    stdin: `${lines.join('\n')}\n`,
  };
}

/** What is left of an instance's memory, MiB; null when it is not running. */
export function balloonFact(host: string, monitors: string, instance: string): Fact<number | null> {
  return {
    host,
    read: monitorScript(monitors, instance, ['info balloon']),
    parse: (result) => actual(`${host}: the monitor of ${instance}`, result),
  };
}

/** The last size a monitor told; it echoes what is typed, with escape sequences, so only whole answers count. */
export function actual(who: string, { code, stdout, stderr }: Result): number | null {
  const told = [...stdout.matchAll(/balloon: actual=(\d+)/g)].at(-1)?.[1];
  if (told !== undefined) return Number(told);
  if (stdout.trim() === 'down') return null;
  // A socket nobody listens at is what an instance that was killed leaves behind.
  if (/Connection refused|No such file/.test(stderr)) return null;
  throw new Error(
    `${who} tells no memory size: ${(stderr || stdout).trim().split('\n').at(-1) || `exit code ${code}`}`,
  );
}
