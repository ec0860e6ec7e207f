import { randomBytes } from 'node:crypto';
import type { Script } from './host.ts';
import type { HostSettings } from './settings.ts';
import { encodable } from './utf8.ts';

/**
 * A value as one word of POSIX shell, whatever its characters.
 * @throws TypeError when it cannot arrive unchanged: NUL ends a shell's string, a lone surrogate has no bytes, unless it stands for one (`decodeAll`).
 */
export function quote(value: string): string {
  if (value.includes('\0')) throw new TypeError('a NUL character cannot be given to a shell');
  if (!encodable(value)) throw new TypeError('a lone surrogate cannot be written as UTF-8');
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/**
 * One compound command that runs a script in a subshell of its own, with its own arguments and standard input.
 * `eval` of one quoted word keeps a syntax error inside the subshell and has no length limit, as `sh -c` has.
 * @param firstArgs more arguments, in shell, before the script's own.
 */
export function compound({ script, args = [], stdin }: Script, firstArgs = ''): string {
  const body = `( set -- ${[firstArgs, ...args.map(quote)].join(' ')}; eval ${quote(script)} )`;
  return stdin === undefined ? `${body} </dev/null` : `printf %s ${quote(stdin)} | ${body}`;
}

/** What every script finds defined. A script run from a file of its own starts with it too. */
export function prelude({ sudo }: Pick<HostSettings, 'sudo'>): string {
  return `umask 022; cd /; as_root() { ${sudo ? 'sudo -n -- ' : ''}"$@"; }\n`;
}

/**
 * What sshd is asked to execute: a clean `sh` reading commands from its standard input. It is read by the user's login shell,
 * of whatever kind, so it is as plain as can be; `env -i` takes away what that shell's start-up files exported.
 */
export function shellCommand({ path }: Pick<HostSettings, 'path'>): string {
  return `exec env -i HOME="$HOME" USER="$USER" LOGNAME="$LOGNAME" LC_ALL=C PATH='${path}' sh`;
}

/** What is written to the persistent shell, and how its answer is recognised. */
export interface Request {
  readonly text: string;
  /** New and unguessable each time, so that no output can pass for the end of it. */
  readonly marker: string;
  readonly count: number;
}

/**
 * Scripts as one command of the persistent shell: on both streams a frame before the first (what came before it is nobody's) and one
 * after each. It is a single group, so a shell that received only part of it runs nothing.
 */
export function request(scripts: readonly Script[]): Request {
  const marker = randomBytes(16).toString('hex');
  const mark = `printf '${marker}%d\\n' "$rc"; printf '${marker}%d\\n' "$rc" >&2`;
  const text = `{ rc=0; ${mark}; ${scripts.map((script) => `${compound(script)}; rc=$?; ${mark}; `).join('')}}\n`;
  return { text, marker, count: scripts.length };
}
