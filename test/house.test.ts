import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const mostLines = 250;
/** Files that are longer and about to be split; take out a line here with each split. */
const longer: readonly string[] = ['src/bot/bot.ts', 'src/bot/office.ts', 'src/engine/engine.ts'];

it(`no source file has more than ${mostLines} lines`, () => {
  const files = globSync('{src,platforms,commands,adapters}/**/*.ts', { cwd: root });
  expect(files.length).toBeGreaterThan(0);
  const lines = (file: string) => readFileSync(join(root, file), 'utf8').split('\n').length - 1;
  const long = files.filter((file) => !longer.includes(file) && lines(file) > mostLines);
  expect(long.map((file) => `${file}: ${lines(file)} lines`)).toEqual([]);
});
