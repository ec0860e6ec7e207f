import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import { createInterface } from 'node:readline';
import { down, up } from './lab.ts';
import { recipe } from './recipe.ts';

/** What takes minutes longer than the others begins first, so that two labs end at about the same time. */
const longest = ['host-tools.lab.test.ts', 'clone.lab.test.ts', 'build.lab.test.ts'];

/**
 * Runs the lab's test files whose names hold one of the words, or all where there is none, each from the snapshot: two at a time, in a lab each,
 * where the machine has the processors and the memory. Returns those that failed.
 */
export async function runTests(words: readonly string[], say: (line: string) => void): Promise<readonly string[]> {
  const waiting = await testFiles(words);
  const labs = labsFor(waiting.length);
  for (const lab of labs) await up(say, lab);
  const failed: string[] = [];
  await Promise.all(
    labs.map(async (lab) => {
      for (let file = waiting.shift(); file; file = waiting.shift())
        if (!(await passes(file, lab, say))) failed.push(file);
      if (lab !== 1) await down(lab);
    }),
  );
  return failed;
}

async function testFiles(words: readonly string[]): Promise<string[]> {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.lab.test.ts')).sort();
  const wanted = files.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
  if (wanted.length === 0)
    throw new Error(`No test of the lab is called ${words.join(' or ')}: there are ${files.join(', ')}`);
  const first = longest.filter((file) => wanted.includes(file));
  return [...first, ...wanted.filter((file) => !first.includes(file))];
}

/** A lab takes a processor, and its memory with a quarter more for QEMU. */
function labsFor(files: number): readonly number[] {
  const room = Math.floor(freemem() / (recipe.memory * 2 ** 20 * 1.25));
  return files > 1 && room > 1 && availableParallelism() > 1 ? [1, 2] : [1];
}

/** An emulated farm can be late for reasons of its own: in CI a file that fails is run once more from the snapshot, and that is said. */
async function passes(file: string, lab: number, say: (line: string) => void): Promise<boolean> {
  if (await vitest(file, lab, say)) return true;
  if (process.env.CI !== 'true') return false;
  say(`${file} failed, and is run once more`);
  return await vitest(file, lab, say);
}

async function vitest(file: string, lab: number, say: (line: string) => void): Promise<boolean> {
  const words = ['vitest', 'run', '--project', 'lab', '--reporter=verbose', `test/lab/${file}`];
  const child = spawn('npx', words, { env: { ...process.env, LAB: String(lab) }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => say(`${file.split('.')[0]}: ${line}`));
  }
  const [code] = await once(child, 'close');
  return code === 0;
}
