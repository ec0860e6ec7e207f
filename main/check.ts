import { checkSettings } from '../src/ssh/settings.ts';
import { openFarm } from './farm.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';

/**
 * `farmhand check [FILE]`: whether farm.yaml can be used, by the file and its plugins alone; no host and no network is asked, and no secret is needed. Throws what is
 * wrong in it, a line each.
 */
export async function check(program: Program): Promise<Exit> {
  const { words, farm: given } = program;
  const [farmFile = program.farmFile, ...more] = words;
  if (more.length > 0 || (words.length > 0 && given !== undefined))
    throw new UsageError('it is: farmhand check, farmhand check FILE, or farmhand check --farm FILE');
  return sayValid({ ...program, farmFile });
}

/** Says that the program's farm.yaml can be used. Throws what is wrong in it, a line each. */
export async function sayValid(program: Program): Promise<Exit> {
  const { farmFile, output } = program;
  const { farm } = await openFarm(program);
  checkSettings([...farm.hosts.values()]);
  output.write(
    `${farmFile} is valid: hosts ${[...farm.hosts.keys()].join(', ')}; people ${[...farm.people.keys()].join(', ') || 'none'}\n`,
  );
  return exit.done;
}
