import type { Result } from '../adapters/console/followed.ts';
import { type ConsoleOptions, optionsOf } from '../adapters/console/options.ts';
import { parse } from '../src/bot/parse.ts';
import { originOf, type RequestOrigin } from '../src/bot/request-origin.ts';
import { type Redact, redactor } from '../src/bot/secrets.ts';
import { commandNamed } from '../src/bot/understand.ts';
import type { SessionOptions } from './adapter-session.ts';
import type { Catalog } from './catalog.ts';
import { openFarm, withSettings } from './farm.ts';
import { type Farmhand, openFarmhand } from './farmhand.ts';
import { fromNow } from './from-now.ts';
import { openLog } from './log.ts';
import { exit, type Program } from './program.ts';

/** farmhand opened for one command from here. */
export interface Saying {
  readonly farmhand: Farmhand;
  readonly catalog: Catalog;
  readonly redact: Redact;
  readonly given: ConsoleOptions;
  /** Where it is asked: a place of its own. */
  readonly here: RequestOrigin;
  /** Runs asked elsewhere whose news come here too. */
  readonly touched: Set<number>;
  readonly session: SessionOptions;
  /** Works on runs, where the command may begin or settle one. */
  work(): Promise<void>;
}

/** Whoever asks for it stops it. */
export async function openSaying(program: Program, text: string): Promise<Saying> {
  const { env, error } = program;
  const opened = await openFarm(program);
  const redact = redactor(env);
  const given = optionsOf({}, { env });
  const { login } = given;
  const here: RequestOrigin = { platform: 'console', channel: `${login} ${process.pid}`, private: true, nick: login };
  const touched = new Set<number>();
  const log = openLog(error, redact, { LOG_LEVEL: 'warn', ...env });
  const farmhand = await openFarmhand({
    ...withSettings(program, opened),
    ...{ log, redact, env },
    touched: (run) => touched.add(run),
  });
  return {
    ...{ farmhand, catalog: opened.catalog, redact, given, here, touched },
    session: {
      placeOf: (view) => (originOf(view)?.channel === here.channel || touched.has(view.run) ? here : undefined),
      cursors: fromNow,
    },
    work: async () => {
      if (!onlyReads(text, opened.catalog)) await farmhand.work();
    },
  };
}

/** How the process ends, by what came of the command. `here`: runs that were only decided about here, and end otherwise, are no failure of it. */
export function exitOf({ waiting, runs, failed }: Result, here?: RequestOrigin): 0 | 1 | 3 {
  if (waiting.length > 0) return exit.waiting;
  const own = runs.filter((view) => here === undefined || originOf(view)?.channel === here.channel);
  return failed || own.some(({ state }) => state !== 'done') ? exit.failed : exit.done;
}

/** Reading takes up no run, not even one that nobody works on just now. */
function onlyReads(text: string, { commands }: Catalog): boolean {
  const parsed = parse(text);
  return parsed.is === 'command' && commandNamed(commands, parsed.name)?.kind === 'read';
}
