import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createSandbox, sandboxFarms } from '../platforms/sandboxes.ts';
import { redactor } from '../src/bot/secrets.ts';
import { console as terminal } from './console.ts';
import { readFarm } from './farm.ts';
import { openLog } from './log.ts';
import { type Exit, type Program, UsageError } from './program.ts';

/** MiB a second at which the sandbox copies disks: slow enough to watch. */
const rate = 12;

/** `farmhand demo`: this terminal on a sandbox farm, which goes when it ends. */
export async function demo(program: Program): Promise<Exit> {
  const { farm: name = 'seed', words } = program;
  const parts = sandboxFarms[name];
  if (words.length > 0 || !parts)
    throw new UsageError(`it is: farmhand demo [--farm ${Object.keys(sandboxFarms).join('|')}]`);
  const sandbox = await createSandbox(program.input.isTTY ? { rate } : {}, parts);
  try {
    const farm = await readFarm({ ...program, farmFile: sandbox.farmFile });
    const redact = redactor(program.env);
    const log = openLog(createWriteStream(join(sandbox.folder, 'farmhand.log')), redact, program.env);
    const identities = [...farm.people.values()].flatMap(({ name, identities: { console: own } }) =>
      own === undefined ? [] : [[name, own] as const],
    );
    const people = new Map(identities);
    return await terminal(program, { farm, log, redact, people, welcome: welcome(sandbox.folder, [...people.keys()]) });
  } finally {
    await sandbox.close();
  }
}

function welcome(folder: string, people: readonly string[]): readonly string[] {
  const [you = 'you', ...others] = people;
  const other = others.at(-1) ?? you;
  return [
    `This is a sandbox: a farm in ${folder}, gone when you leave. Nothing real is touched.`,
    'It has two VMs: gallifrey runs, skaro is down. Type, for example:',
    '  !clone gallifrey dev        a plan: what a copy of gallifrey takes, step by step',
    '  !approve 1                  lets it run, and you watch it',
    '  !status gallifrey-dev       the new VM',
    '  !destroy gallifrey-dev      takes a second person:',
    `  /as ${other.padEnd(23)} you speak as ${other} now; approve it, then /as ${you} again`,
    '  !undo                       takes your last run back',
    '!help lists everything; /quit leaves.',
    '',
  ];
}
