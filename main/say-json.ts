import { type CameBack, OneCommand } from '../adapters/console/one-command.ts';
import type { Reply } from '../src/bot/adapter.ts';
import { answerOf, brokenOff, documentOf, lineOf } from '../src/bot/documents/document-of.ts';
import { eventOf } from '../src/bot/documents/event-of.ts';
import { runOf } from '../src/bot/documents/run-of.ts';
import type { Document } from '../src/bot/documents/schema.ts';
import type { RunNews } from '../src/bot/news.ts';
import { redacted, redactor } from '../src/bot/secrets.ts';
import { hostsOfStep } from '../src/engine/hosts-of.ts';
import { isUnderWay } from '../src/engine/run.ts';
import { type Exit, exit, type Program } from './program.ts';
import { exitOf, openSaying, type Saying } from './saying.ts';
import { stopped } from './signals.ts';

type Print = (value: object) => void;

/**
 * `farmhand say --json 'COMMAND'`: prints one document, whatever comes of it; with `--follow`, after a line for each event of its runs, and of the run it asks
 * about, to their end. What keeps it from being said at all is in the document too, and thrown.
 */
export async function sayInJson(program: Program, text: string): Promise<Exit> {
  const redact = redactor(program.env);
  const command = redact(text);
  const print: Print = (value) => program.output.write(`${lineOf(value)}\n`);
  let made: Omit<Document, 'version' | 'command'>;
  try {
    made = await said(program, text, print);
  } catch (error) {
    print(brokenOff(command, error, redact));
    throw error;
  }
  print(documentOf({ command, ...made }));
  return made.exit;
}

async function said(program: Program, text: string, print: Print) {
  const saying = await openSaying(program, text);
  const { farmhand, given, here, session, catalog } = saying;
  const heard = (told: RunNews) => print(eventOf(told, new Date()));
  const asked = new OneCommand({
    login: given.login,
    channel: here.channel,
    text,
    ...(program.follow && { follow: { heard, also: (reply) => runAskedAbout(saying, reply, print) } }),
  });
  // While it waits for what others do, nothing else keeps the process.
  const kept = setInterval(() => undefined, 60_000);
  try {
    await farmhand.attach(asked, session);
    await saying.work();
    const signal = await Promise.race([asked.ended, stopped()]);
    const { cameBack } = asked;
    return {
      exit: signal === undefined ? exitOf(cameBack.result, program.follow ? undefined : here) : exit.failed,
      ...answered(cameBack),
      runs: cameBack.news.map((told) => runOf(told.view, told, (step) => hostsOfStep(catalog.actions, step))),
    };
  } finally {
    clearInterval(kept);
    await farmhand.stop();
  }
}

function answered({ reply }: CameBack): Pick<Document, 'answer'> {
  return reply ? { answer: answerOf(reply) } : {};
}

/** The run that was asked about, where it is not over: from here on its news come here too. */
async function runAskedAbout(
  { farmhand, touched, redact }: Saying,
  { data }: Reply,
  print: Print,
): Promise<RunNews | undefined> {
  if (data?.kind !== 'run') return undefined;
  touched.add(data.run.run);
  const view = await farmhand.engine.view(data.run.run);
  if (!view || !isUnderWay(view)) return undefined;
  const about = await farmhand.runService.about(view);
  const told: RunNews = redacted({ news: { kind: 'planned' }, view, ...about }, redact);
  print(eventOf({ ...told, news: { kind: 'following' } }, new Date()));
  return told;
}
