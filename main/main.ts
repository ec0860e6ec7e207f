import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { redactor } from '../src/bot/secrets.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';
import { usage } from './usage.ts';
import { visible } from './visible.ts';

type Subcommand = (program: Program) => Promise<Exit>;

/** What follows a subcommand on the command line. */
interface Takes {
  /** Options besides `--farm`, which all take. */
  readonly options?: readonly Option[];
  /** It reads the words that follow, and says itself what is wrong with them. */
  readonly words?: true;
}

type Option = 'concurrency' | 'follow' | 'from' | 'host' | 'json' | 'key' | 'no-work' | 'plugins' | 'sudoers' | 'web';

/** Loaded when asked for, so that none pays for another's libraries. */
const subcommands: ReadonlyMap<string, readonly [() => Promise<Subcommand>, Takes]> = new Map([
  ['start', [async () => (await import('./start.ts')).start, { options: ['concurrency', 'no-work'] }]],
  ['worker', [async () => (await import('./worker.ts')).worker, { options: ['concurrency'] }]],
  ['demo', [async () => (await import('./demo.ts')).demo, { options: ['web'], words: true }]],
  ['reload', [async () => (await import('./reload.ts')).reload, {}]],
  ['say', [async () => (await import('./say.ts')).say, { options: ['follow', 'json'], words: true }]],
  ['audit', [async () => (await import('./audit.ts')).audit, { options: ['from', 'json'], words: true }]],
  ['journal', [async () => (await import('./journal.ts')).journal, { words: true }]],
  ['unpin', [async () => (await import('./unpin.ts')).unpin, { words: true }]],
  ['init', [async () => (await import('./init.ts')).init, { options: ['key'], words: true }]],
  ['host-key', [async () => (await import('./host-key.ts')).hostKey, { words: true }]],
  ['check', [async () => (await import('./check.ts')).check, { words: true }]],
  [
    'doctor',
    [async () => (await import('./doctor.ts')).doctor, { options: ['host', 'plugins', 'sudoers'], words: true }],
  ],
  ['schema', [async () => (await import('./schema.ts')).schema, { words: true }]],
]);

async function main(argv: readonly string[]): Promise<Exit> {
  const { values, positionals } = read(argv);
  const [name, ...words] = positionals;
  if (values.version) return print(await version());
  if (values.help) return print(usage);
  const [load, takes] = subcommands.get(name ?? '') ?? [];
  if (!load || !takes) throw new UsageError(name === undefined ? 'what shall it do?' : `there is no farmhand ${name}`);
  const stray = Object.keys(values).find((one) => one !== 'farm' && !takes.options?.includes(one as Option));
  if (stray !== undefined) throw new UsageError(`farmhand ${name} has no option --${stray}`);
  if (words.length > 0 && !takes.words)
    throw new UsageError(`farmhand ${name} takes no words, so ${JSON.stringify(words.join(' '))} is too much`);
  loadEnvironment();
  const { env, stdin, stdout, stderr } = process;
  const farmFile = values.farm ?? env.FARMHAND_FARM ?? 'farm.yaml';
  const {
    sudoers = false,
    plugins = false,
    web = false,
    json = false,
    follow = false,
    host,
    key,
    'no-work': idle = false,
  } = values;
  const concurrency = positive('concurrency', values.concurrency, 4);
  const from = positive('from', values.from, 15);
  const streams = { input: stdin, output: stdout, error: stderr };
  return (await load())({
    env,
    ...streams,
    farmFile,
    farm: values.farm,
    sudoers,
    plugins,
    web,
    host,
    key,
    work: !idle,
    concurrency,
    from,
    json,
    follow,
    words,
  });
}

/** `digits`: the most it may have. */
function positive(option: Option, text: string | undefined, digits: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text) || text.length > digits)
    throw new UsageError(`--${option} is a number from 1, not ${JSON.stringify(text)}`);
  return Number(text);
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        farm: { type: 'string', short: 'f' },
        follow: { type: 'boolean' },
        from: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        host: { type: 'string' },
        concurrency: { type: 'string' },
        json: { type: 'boolean' },
        key: { type: 'string' },
        'no-work': { type: 'boolean' },
        plugins: { type: 'boolean' },
        sudoers: { type: 'boolean' },
        version: { type: 'boolean', short: 'v' },
        web: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** What is set already stays. */
function loadEnvironment(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function version(): Promise<string> {
  const file = [new URL('../package.json', import.meta.url), new URL('../../package.json', import.meta.url)];
  const text = await readFile(file[0] as URL, 'utf8').catch(() => readFile(file[1] as URL, 'utf8'));
  return `farmhand ${(JSON.parse(text) as { version: string }).version}\n`;
}

function print(text: string): Exit {
  process.stdout.write(text);
  return exit.done;
}

// Whoever reads has gone (`farmhand say … | head`): nobody is left to tell.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => process.exit(exit.failed));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const wrongUsage = error instanceof UsageError;
  const told = redactor(process.env)(error instanceof Error ? error.message : String(error));
  const text = told.split('\n').map(visible).join('\n');
  process.stderr.write(`farmhand: ${text}\n${wrongUsage ? 'farmhand --help says what there is.\n' : ''}`);
  process.exitCode = wrongUsage ? exit.usage : exit.failed;
}
