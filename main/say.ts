import { Readable } from 'node:stream';
import type { Console } from '../adapters/console/console.ts';
import { create } from '../adapters/console/index.ts';
import { optionsOf } from '../adapters/console/options.ts';
import { parse } from '../src/bot/parse.ts';
import { originOf, type RequestOrigin } from '../src/bot/request-origin.ts';
import { redactor } from '../src/bot/secrets.ts';
import { commandNamed } from '../src/bot/understand.ts';
import type { Catalog } from './catalog.ts';
import { openFarm, withSettings } from './farm.ts';
import { openFarmhand } from './farmhand.ts';
import { fromNow } from './from-now.ts';
import { openLog } from './log.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';
import { stopped } from './signals.ts';

/**
 * `farmhand say 'COMMAND'`: one command from here, to its end or to a gate; under the same policy, locks and journal as in chat.
 * It also follows a run asked elsewhere when the command decides about it, and works on it where no bot does.
 */
export async function say(program: Program): Promise<Exit> {
  const { words, env, output, error } = program;
  const text = words.join(' ').trim();
  if (text === '') throw new UsageError("it is: farmhand say 'COMMAND', for example farmhand say '!status'");
  const opened = await openFarm(program);
  const { catalog } = opened;
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
  const input = Readable.from([`${text}\n`]);
  const console = await create({ ...given, input, output, channel: here.channel, echo: false });
  try {
    await farmhand.attach(console, {
      placeOf: (view) => (originOf(view)?.channel === here.channel || touched.has(view.run) ? here : undefined),
      cursors: fromNow,
    });
    if (!onlyReads(text, catalog)) await farmhand.work();
    const result = await Promise.race([console.ended, stopped()]);
    if (typeof result === 'string') return interrupted(console, error);
    if (result.waiting.length > 0) return exit.waiting;
    const undone = result.runs.some((view) => originOf(view)?.channel === here.channel && view.state !== 'done');
    return result.failed || undone ? exit.failed : exit.done;
  } finally {
    await farmhand.stop();
  }
}

/** Reading takes up no run, not even one that nobody works on just now. */
function onlyReads(text: string, { commands }: Catalog): boolean {
  const parsed = parse(text);
  return parsed.is === 'command' && commandNamed(commands, parsed.name)?.kind === 'read';
}

function interrupted(console: Console, error: Program['error']): Exit {
  const { inFlight } = console.result;
  for (const run of inFlight) {
    error.write(
      `Run ${run} is let go of where it is; what runs on the hosts goes on. farmhand start, or any farmhand say, takes it up again.\n`,
    );
  }
  return exit.failed;
}
