import { create } from '../adapters/console/index.ts';
import { optionsOf } from '../adapters/console/options.ts';
import { builtIn } from './catalog.ts';
import type { Parts } from './farmhand.ts';
import { type Exit, exit, type Program } from './program.ts';
import { openService } from './service.ts';
import { stopped } from './signals.ts';

export interface Terminal extends Parts {
  /** Shown first. */
  readonly welcome?: readonly string[];
  /** On a sandbox: identities by person, for `/as NAME`. */
  readonly people?: ReadonlyMap<string, string>;
}

const welcome = [
  'farmhand: no chat platform is set up in farm.yaml, so you talk to it here.',
  '!help lists what you may use; /quit leaves.',
];

/** farmhand with this terminal, or this script, as its only chat. */
export async function console(program: Program, terminal: Terminal): Promise<Exit> {
  const { input, output, env, work, concurrency } = program;
  const { welcome: first = welcome, people, ...parts } = terminal;
  const names = (parts.catalog ?? builtIn).commands.map(({ name }) => name);
  const adapter = await create({
    ...optionsOf({}, { env }),
    input,
    output,
    welcome: first,
    commands: names,
    ...(people && { people }),
  });
  const farmhand = await openService(parts, { platforms: [adapter.platform], works: work });
  try {
    await farmhand.work(work ? concurrency : 0);
    await farmhand.attach(adapter);
    const result = await Promise.race([adapter.ended, stopped(parts.log)]);
    if (typeof result === 'string') return exit.failed;
    return result.failed ? exit.failed : result.waiting.length > 0 ? exit.waiting : exit.done;
  } finally {
    await farmhand.stop();
  }
}
