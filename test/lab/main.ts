import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { clean, down, reset, status, up } from './lab.ts';
import { labPaths } from './paths.ts';
import { sshArguments } from './ssh.ts';

const usage = `The lab: the farm's real host in QEMU.

  npm run lab -- up                 build it the first time (some minutes), start it from its snapshot afterwards (seconds)
  npm run lab -- status             whether it runs, and on which ports
  npm run lab -- ssh [COMMAND]      a shell on host01.farm, or one command there
  npm run lab -- reset              back to the snapshot
  npm run lab -- down               stop it; the image stays in the cache
  npm run lab -- clean              stop it and remove every image from the cache
  npm run lab -- test [FILTER…]     run the tests that need it: all, or those whose file's name holds a word`;

const say = (line: string) => console.log(line);

const commands: Record<string, (words: string[]) => Promise<number>> = {
  up: async () => {
    await up(say);
    return await show();
  },
  status: show,
  reset: async () => {
    await reset();
    return 0;
  },
  down: async () => {
    await down();
    return 0;
  },
  clean: async () => {
    for (const folder of await clean()) say(`removed ${folder}`);
    return 0;
  },
  ssh: async (words) => {
    // The words go as they are: the host's shell reads them, as with ssh itself.
    return await foreground('ssh', [...(await sshArguments(labPaths())), ...words]);
  },
  test: async (words) => {
    await up(say);
    const failed: string[] = [];
    for (const file of await testFiles(words)) if (!(await passes(file))) failed.push(file);
    for (const file of failed) say(`${file} failed`);
    return failed.length === 0 ? 0 : 1;
  },
};

/** The lab's test files: those whose names hold one of the words, or all where there is none. */
async function testFiles(words: readonly string[]): Promise<readonly string[]> {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.lab.test.ts')).sort();
  const wanted = files.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  if (wanted.length === 0)
    throw new Error(`No test of the lab is called ${words.join(' or ')}: there are ${files.join(', ')}`);
  return wanted;
}

/** An emulated farm can be late for reasons of its own: in CI a file that fails is run once more from the snapshot, and that is said. */
async function passes(file: string): Promise<boolean> {
  const run = () => foreground('npx', ['vitest', 'run', '--project', 'lab', '--reporter=verbose', `test/lab/${file}`]);
  if ((await run()) === 0) return true;
  if (process.env.CI !== 'true') return false;
  say(`${file} failed, and is run once more`);
  return (await run()) === 0;
}

async function show(): Promise<number> {
  for (const line of await status()) say(line);
  return 0;
}

async function foreground(program: string, args: string[]): Promise<number> {
  const [code] = await once(spawn(program, args, { stdio: 'inherit' }), 'close');
  return (code as number | null) ?? 1;
}

const [name = '', ...words] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  console.error(usage);
  process.exitCode = name ? 64 : 0;
} else {
  try {
    process.exitCode = await command(words);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
