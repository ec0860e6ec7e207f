import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { clean, down, reset, status, up } from './lab.ts';
import { labPaths } from './paths.ts';
import { sshArguments } from './ssh.ts';
import { runTests } from './tests.ts';

const usage = `The lab: the farm's real host in QEMU.

  npm run lab -- up                 build it the first time (some minutes), start it from its snapshot afterwards (seconds)
  npm run lab -- status             whether it runs, and on which ports
  npm run lab -- ssh [COMMAND]      a shell on host01.farm, or one command there
  npm run lab -- reset              back to the snapshot
  npm run lab -- down               stop it; the image stays in the cache
  npm run lab -- clean              stop it and remove every image from the cache
  npm run lab -- test [FILTER…]     run the tests that need it: all of one node, or those whose file's name holds a word (pair: of two)

LAB=2 before any but test: a second lab, a copy of the first. The tests use both where the machine has room.
NODES=2 before any but test: a lab of two nodes, host02.farm being the other. The tests that need it start it.`;

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
    const failed = await runTests(words, say);
    for (const file of failed) say(`${file} failed`);
    return failed.length === 0 ? 0 : 1;
  },
};

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
