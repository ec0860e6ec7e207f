import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import { createInterface } from 'node:readline';
import { down, up } from './lab.ts';
import type { Nodes } from './paths.ts';
import { recipe } from './recipe.ts';

/** What takes minutes longer than the others begins first, so that two labs end at about the same time. */
const longest = ['host-tools.lab.test.ts', 'clone.lab.test.ts', 'build.lab.test.ts'];

/** The files of these need a second node: `X.pair.lab.test.ts`. */
const nodesOf = (file: string): Nodes => (file.endsWith('.pair.lab.test.ts') ? 2 : 1);

/**
 * Runs the lab's test files whose names hold one of the words, or all that need one node where there is no word, each from the snapshot: two at a time,
 * in a lab each, where the machine has the processors and the memory. Those that need a second node come first, in the first lab alone. Returns those that failed.
 */
export async function runTests(words: readonly string[], say: (line: string) => void): Promise<readonly string[]> {
  const files = await testFiles(words);
  const [waiting, pairs] = [files.filter((file) => nodesOf(file) === 1), files.filter((file) => nodesOf(file) === 2)];
  const failed: string[] = [];
  const runAll = async (from: string[], lab: number) => {
    for (let file = from.shift(); file; file = from.shift()) if (!(await passes(file, lab, say))) failed.push(file);
  };
  const labs = labsFor(waiting.length, pairs.length);
  // Images are made one after the other, as copies of one that stands still meanwhile.
  if (pairs.length > 0) await up(say, 1, 2);
  for (const lab of labs) if (lab !== 1 || pairs.length === 0) await up(say, lab, 1);
  await Promise.all(
    labs.map(async (lab) => {
      if (lab === 1 && pairs.length > 0) {
        await runAll(pairs, lab);
        await down(lab, 2);
        if (waiting.length > 0) await up(say, lab, 1);
      }
      await runAll(waiting, lab);
      if (lab !== 1) await down(lab, 1);
    }),
  );
  return failed;
}

async function testFiles(words: readonly string[]): Promise<string[]> {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.lab.test.ts')).sort();
  const wanted = files.filter((name) =>
    words.length === 0 ? nodesOf(name) === 1 : words.some((word) => name.includes(word)),
  );
  if (wanted.length === 0)
    throw new Error(`No test of the lab is called ${words.join(' or ')}: there are ${files.join(', ')}`);
  const first = longest.filter((file) => wanted.includes(file));
  return [...first, ...wanted.filter((file) => !first.includes(file))];
}

/** A lab takes a processor, and its memory with a quarter more for QEMU. */
function labsFor(files: number, pairs: number): readonly number[] {
  const taken = (nodes: Nodes) => (recipe.memory + (nodes === 2 ? recipe.secondMemory : 0)) * 2 ** 20 * 1.25;
  const room = freemem() >= taken(pairs > 0 ? 2 : 1) + taken(1);
  return files + pairs > 1 && files > 0 && room && availableParallelism() > 1 ? [1, 2] : [1];
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
  const env = { ...process.env, LAB: String(lab), NODES: String(nodesOf(file)) };
  const child = spawn('npx', words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => say(`${file.split('.')[0]}: ${line}`));
  }
  const [code] = await once(child, 'close');
  return code === 0;
}
