import { create } from '../adapters/console/index.ts';
import { optionsOf } from '../adapters/console/options.ts';
import type { Tour } from '../adapters/console/tour.ts';
import { originOf, type RequestOrigin } from '../src/bot/request-origin.ts';
import type { SessionOptions } from './adapter-session.ts';
import { builtIn } from './catalog.ts';
import type { Parts } from './farmhand.ts';
import { fromNow } from './from-now.ts';
import { type Exit, exit, type Program } from './program.ts';
import { openService } from './service.ts';
import { stopped } from './signals.ts';

export interface Terminal extends Parts {
  /** Shown first. */
  readonly welcome?: readonly string[];
  /** On a sandbox: identities by person, for `/as NAME`. */
  readonly people?: ReadonlyMap<string, string>;
  /** What `/tour` leads through. */
  readonly tour?: Tour;
  /** Runs whose news are shown here from now on, though they were asked for elsewhere; those that are decided about here are added. */
  readonly follows?: Set<number>;
  /** Resolves when the process is asked to end; left out: that is heard from when it talks. */
  readonly stopping?: Promise<unknown>;
}

const welcome = [
  'farmhand: no chat platform is set up in farm.yaml, so you talk to it here.',
  '!help lists what you may use; /quit leaves.',
];

/** farmhand with this terminal, or this script, as its only chat. */
export async function console(program: Program, terminal: Terminal): Promise<Exit> {
  const { input, output, env, work, concurrency } = program;
  const { welcome: first = welcome, people, tour, follows, stopping, ...parts } = terminal;
  const names = (parts.catalog ?? builtIn).commands.map(({ name }) => name);
  const given = optionsOf({}, { env });
  const here: RequestOrigin = { platform: 'console', channel: given.login, private: true, nick: given.login };
  const adapter = await create({
    ...given,
    input,
    output,
    welcome: first,
    commands: names,
    ...(people && { people }),
    ...(tour && { tour }),
  });
  const touched = follows && { touched: (run: number) => void follows.add(run) };
  const farmhand = await openService({ ...parts, ...touched }, { platforms: () => [adapter.platform], works: work });
  try {
    await farmhand.work(work ? concurrency : 0);
    await farmhand.attach(adapter, follows === undefined ? {} : following(follows, here));
    const told = (stopping ?? stopped(parts.log)).then(() => undefined);
    const result = await Promise.race([adapter.ended, told]);
    if (!result) return exit.failed;
    return result.failed ? exit.failed : result.waiting.length > 0 ? exit.waiting : exit.done;
  } finally {
    await farmhand.stop();
  }
}

/** Gives `here` the news of those runs, and of what was asked for here. */
function following(runs: ReadonlySet<number>, here: RequestOrigin): SessionOptions {
  return {
    placeOf: (view) => (runs.has(view.run) || originOf(view)?.platform === here.platform ? here : undefined),
    cursors: fromNow,
  };
}
