import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { sandboxFarms } from '../platforms/sandboxes.ts';
import { redactor } from '../src/bot/secrets.ts';
import type { Farm } from '../src/farm/farm.ts';
import { openSqliteJournal } from '../src/journal/sqlite/journal.ts';
import { console as terminal } from './console.ts';
import { demoFarm, type Pace, toWatch, underWay } from './demo/farm.ts';
import { type Cast, tourOf } from './demo/tour.ts';
import { replay } from './demo/week.ts';
import { openFarm, withSettings } from './farm.ts';
import { openLog } from './log.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';
import { stopped } from './signals.ts';
import { pagesOf } from './web/links.ts';

/** A disk as fast as this machine can, and a build that goes on while a few lines are done. */
const forScripts: Pace = { packageSeconds: 10 };

/** `farmhand demo`: this terminal on a sandbox farm, which goes when it ends. */
export async function demo(program: Program): Promise<Exit> {
  const { farm: name = 'seed', words } = program;
  if (words.length > 0 || !sandboxFarms[name])
    throw new UsageError(`it is: farmhand demo [--web] [--farm ${Object.keys(sandboxFarms).join('|')}]`);
  const watched = program.input.isTTY === true;
  // Heard from here on: what is made next has to go again.
  let leaving = false;
  const stopping = stopped().then(() => {
    leaving = true;
  });
  const { sandbox, week } = await demoFarm(name, watched ? toWatch : forScripts);
  try {
    if (leaving) return exit.failed;
    if (program.web) await addPages(sandbox.farmFile);
    const file = { ...program, farmFile: sandbox.farmFile };
    const opened = await openFarm(file);
    const { farm } = opened;
    if (week) await replay(week, farm.data.journal, sandbox.folder);
    // A script would wait for the end of what is under way.
    const follows = new Set(watched && week ? underWay(week) : []);
    const redact = redactor(program.env);
    const log = openLog(createWriteStream(join(sandbox.folder, 'farmhand.log')), redact, program.env);
    const identities = [...farm.people.values()].flatMap(({ name, identities: { console: own } }) =>
      own === undefined ? [] : [[name, own] as const],
    );
    const people = new Map(identities);
    const you = identities[0]?.[0] ?? 'you';
    const cast = { you, other: identities.at(-1)?.[0] ?? you };
    return await terminal(program, {
      ...withSettings(file, opened),
      ...{ log, redact, people, follows, stopping },
      tour: tourOf(cast, week !== undefined),
      welcome: [...welcome(sandbox.folder, cast, week !== undefined), ...(await pagesLines(farm, you))],
    });
  } finally {
    await sandbox.close();
  }
}

/** Turns the pages on in a farm.yaml, on a port of this machine that is free. */
async function addPages(farmFile: string): Promise<void> {
  await appendFile(farmFile, `web: { listen: '127.0.0.1:${await freePort()}', links: true }\n`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** What leads to the pages, where there are some. */
async function pagesLines(farm: Farm, you: string): Promise<readonly string[]> {
  if (!farm.web) return [];
  const journal = await openSqliteJournal(farm.data.journal);
  try {
    return [
      `Its pages, in your browser (!page gives you another link in ten minutes):`,
      `  ${await pagesOf(farm, journal).link(you)}`,
      '',
    ];
  } finally {
    await journal.close();
  }
}

function welcome(folder: string, { you, other }: Cast, lived: boolean): readonly string[] {
  return [
    `This is a sandbox in ${folder}, gone when you leave.`,
    `Nothing is real. Of a dozen VMs ${lived ? 'one builds just now, and ' : ''}one is in trouble.`,
    '/tour shows you around, in five minutes. Or type, for example:',
    '  !status                how the farm is',
    '  !clone gallifrey dev   a plan: what a copy of gallifrey takes, step by step',
    '  !approve               lets it run, and you watch it',
    '  !destroy gallifrey-dev puts it into the bin, from where !undo gives it back',
    '  !purge gallifrey-dev   takes a second person:',
    `  /as ${other.padEnd(18)} you are ${other} now; approve it, then /as ${you} again`,
    '  !undo                  takes your last run back',
    '!help lists all commands, /help what begins with /; /quit leaves.',
    '',
  ];
}
