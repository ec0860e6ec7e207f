import { Readable } from 'node:stream';
import type { Console } from '../adapters/console/console.ts';
import { create } from '../adapters/console/index.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';
import { exitOf, openSaying } from './saying.ts';
import { stopped } from './signals.ts';

/**
 * `farmhand say 'COMMAND'`: one command from here, to its end or to a gate; under the same policy, locks and journal as in chat.
 * It also follows a run asked elsewhere when the command decides about it, and works on it where no bot does.
 */
export async function say(program: Program): Promise<Exit> {
  const text = program.words.join(' ').trim();
  if (text === '') throw new UsageError("it is: farmhand say 'COMMAND', for example farmhand say '!status'");
  if (program.json) return (await import('./say-json.ts')).sayInJson(program, text);
  if (program.follow) throw new UsageError('--follow goes with --json: farmhand say shows how its runs go anyway');
  return sayInText(program, text);
}

async function sayInText(program: Program, text: string): Promise<Exit> {
  const { output, error } = program;
  const input = Readable.from([`${text}\n`]);
  const saying = await openSaying(program, text);
  const { farmhand, given, here, session } = saying;
  const console = await create({ ...given, input, output, channel: here.channel, echo: false });
  try {
    await farmhand.attach(console, session);
    await saying.work();
    const result = await Promise.race([console.ended, stopped()]);
    return typeof result === 'string' ? interrupted(console, error) : exitOf(result, here);
  } finally {
    await farmhand.stop();
  }
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
