import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../packaging-farm/packaging-farm');

interface Ended {
  readonly code: number | null;
  /** Standard output, line by line. */
  readonly lines: readonly string[];
  readonly errors: string;
}

/** A packaging farm in a folder, building with this machine's own tools. */
export interface ToyFarm {
  readonly folder: string;
  /** Where a package's repository is, or will be. */
  repository(name: string): string;
  /** A file below /etc/packaging-farm. */
  configure(name: string, lines: readonly string[]): void;
  /** A job file that takes NAME from its repository. */
  job(name: string, lines?: readonly string[]): void;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The same in a process group of its own, still running. */
  start(args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> };
  /** `status`, as what each key says, and for packages their states. */
  status(
    name: string,
  ): Promise<{ readonly values: Readonly<Record<string, string>>; readonly states: Record<string, string> }>;
  remove(): Promise<void>;
}

export function toyFarm(conf: readonly string[] = []): ToyFarm {
  const folder = mkdtempSync(join(tmpdir(), 'farmhand-packaging-'));
  const etc = join(folder, 'etc/packaging-farm');
  mkdirSync(etc, { recursive: true });

  const start: (args: readonly string[], env?: Readonly<Record<string, string>>) => ReturnType<ToyFarm['start']> = (
    args,
    env,
  ) => {
    const { GIT_REVISION: _, ...rest } = process.env;
    const child = spawn(program, ['--root', folder, ...args], { env: { ...rest, ...env }, detached: true });
    const out: string[] = [];
    const errors: string[] = [];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => out.push(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      lines: out.join('').split('\n').slice(0, -1),
      errors: errors.join(''),
    }));
    return { child, ended };
  };

  const farm: ToyFarm = {
    folder,
    repository: (name) => join(folder, 'git', name),
    configure: (name, lines) => writeFileSync(join(etc, name), `${lines.join('\n')}\n`),
    job(name, lines = []) {
      const fields = [`PACKAGE = ${name}`, `SOURCE_GIT = ${farm.repository(name)}`, ...lines];
      farm.configure(`${name}.mk`, [...fields, 'include $(LIBDIR)/Makefile']);
    },
    run: (args, env) => start(args, env).ended,
    start: (args) => start(args),
    async status(name) {
      const { lines } = await farm.run(['--cd', name, 'status']);
      const packages = lines.filter((line) => line.startsWith('PACKAGE\t')).map((line) => line.split('\t'));
      const keys = lines.filter((line) => !line.startsWith('PACKAGE\t'));
      return {
        values: Object.fromEntries(keys.map((line) => [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)])),
        states: Object.fromEntries(packages.map(([, one, state]) => [one, state])),
      };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
  farm.configure('packaging-farm.conf', ['BUILD_ROOT = host', 'DISTRIBUTIONS = trixie', ...conf]);
  return farm;
}

/** A meta package's job file. */
export function metaPackage(farm: ToyFarm, name: string, children: readonly string[]): void {
  const lines = [`PACKAGE=${name}`, 'ROLE = meta-package', `CHILD_PACKAGES = ${children.join(' ')}`];
  farm.configure(`${name}.mk`, [...lines, 'include $(LIBDIR)/Makefile']);
}

/** The packages that were begun, in order. */
export function begun(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.match(/^packaging-farm --cd (\S+) all$/)?.[1] ?? []);
}
