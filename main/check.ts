import { openFarm } from './farm.ts';
import { type Exit, exit, type Program } from './program.ts';

/** `farmhand check`: whether farm.yaml can be used, by the file and its plugins alone; no host and no network is asked. Throws what is wrong in it. */
export async function check(program: Program): Promise<Exit> {
  const { farm } = await openFarm(program);
  program.output.write(
    `${program.farmFile} is valid: hosts ${[...farm.hosts.keys()].join(', ')}; people ${[...farm.people.keys()].join(', ') || 'none'}\n`,
  );
  return exit.done;
}
