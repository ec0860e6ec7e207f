import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterThisTest } from '../support/afterwards.ts';
import { until } from '../support/daemon.ts';
import { cache, launcher } from './farmhand.ts';

/** A farmhand that stays. */
export interface Running {
  /** `http://HOST:PORT`. */
  readonly url: string;
  /** Everything it printed, the log among it. */
  readonly printed: () => string;
  /** Types a line. */
  type(line: string): void;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  kill(signal: NodeJS.Signals): void;
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const children = new Set<ChildProcess>();

/** Starts farmhand with FARMHAND_HTTP on a free port; resolves when it listens there. */
export async function running(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [await launcher(), ...words], {
    env: { PATH, HOME, TMPDIR, XDG_CACHE_HOME: cache(), FARMHAND_HTTP: '127.0.0.1:0', ...env },
  });
  // It may be gone when something is typed.
  child.stdin.on('error', () => undefined);
  children.add(child);
  afterThisTest(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (data) => (text += data));
  const ended = once(child, 'close').then(([code, signal]) => {
    children.delete(child);
    return { code, signal };
  });
  const address = () => /"http":"([^"]+)"/.exec(text)?.[1];
  await until(
    () => `farmhand to listen; it printed:\n${text}`,
    async () => address() !== undefined || !children.has(child),
  );
  const url = `http://${address()}`;
  return {
    url,
    printed: () => text,
    type: (line) => void child.stdin.write(`${line}\n`),
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers }),
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

/** Prometheus' text format, as far as it is used: value by `name{label="value",…}`. Throws on a line that is none. */
export function samples(text: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !/^# (HELP|TYPE) [a-zA-Z_:][\w:]* \S/.test(line));
  return new Map(
    lines.map((line) => {
      const [, name, value] =
        /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})?) (NaN|Nan|[+-]Inf|-?[\d.]+(?:e[+-]?\d+)?)$/.exec(
          line,
        ) ?? [];
      if (name === undefined) throw new Error(`not a sample: ${line}`);
      return [name, Number(value)] as const;
    }),
  );
}
