import { lstatSync } from 'node:fs';
import { platforms } from '../platforms/index.ts';
import { listed } from '../src/bot/words.ts';
import type { Draft } from '../src/init/draft.ts';
import { type Explored, explore } from '../src/init/explore.ts';
import { farmText, check as mark } from '../src/init/farm-text.ts';
import { guessesOf, guessLine } from '../src/init/guesses.ts';
import { createHosts } from '../src/ssh/hosts.ts';
import { sayValid } from './check.ts';
import { askedChat } from './init-chat.ts';
import { askedHosts, type Named, pin, settingsOf } from './init-hosts.ts';
import type { Exit, Program } from './program.ts';
import { openQuestions, type Questions } from './questions.ts';
import { visible } from './visible.ts';
import { writeNew } from './write-new.ts';

/** `farmhand init [HOST …]`: looks at a farm that no farm.yaml describes yet, writes one, and says what of it is guessed. It changes nothing on the hosts. */
export async function init(program: Program): Promise<Exit> {
  const { farmFile, output } = program;
  // A link that leads nowhere is there, too.
  if (lstatSync(farmFile, { throwIfNoEntry: false }))
    throw new Error(
      `there is a ${farmFile} already, which is not overwritten: move it away, or name another with --farm`,
    );
  const questions = openQuestions(program);
  try {
    const named = await askedHosts(program, questions);
    const found = await look(named, program, questions);
    const { secrets, ...talk } = await askedChat(questions);
    const draft: Draft = { hosts: named.map(({ host }) => host), ...found, ...talk };
    await writeNew(farmFile, farmText(draft));
    report(draft, found.remarks, program);
    const ended = await sayValid(program).catch((error: unknown) => {
      output.write(`${farmFile} is not valid yet: mend what follows in it, then type farmhand check.\n`);
      throw error;
    });
    output.write(next(draft, secrets, farmFile));
    return ended;
  } finally {
    questions.close();
  }
}

async function look(named: readonly Named[], program: Program, questions: Questions): Promise<Explored> {
  const settings = named.map(({ host }) => settingsOf(host, program));
  for (const [at, one] of settings.entries()) await pin(one, named[at]?.fingerprint, program, questions);
  const names = settings.map(({ name }) => name);
  program.output.write(`Looking at ${listed(names)}. Nothing is changed there.\n`);
  const hosts = createHosts(settings);
  try {
    return await explore(hosts.host, names, platforms);
  } finally {
    await hosts.close();
  }
}

/** What was guessed, and what a person has to look at. A host's own words are among it. */
function report(draft: Draft, remarks: readonly string[], { output, farmFile }: Program): void {
  const guesses = guessesOf(draft);
  const unsure = guesses.filter((guess) => guess.unsure).length;
  const lines = [
    `Wrote ${farmFile}. What is in it, and from what:`,
    ...guesses.map(guessLine),
    `       vms: ${listed([...draft.vms.keys()])}, each protected: no command destroys it`,
    ...remarks.map((remark) => `note   ${remark}`),
    ...(unsure > 0 ? [`${unsure} of them could be otherwise: look for ${mark} in the file.`] : []),
  ];
  for (const line of lines.flatMap((one) => one.split('\n'))) output.write(`${visible(line)}\n`);
}

function next({ vms }: Draft, secrets: readonly string[], farmFile: string): string {
  const [vm = 'NAME'] = vms.keys();
  const file = farmFile === 'farm.yaml' ? '' : ` --farm ${farmFile}`;
  return [
    'Next:',
    ...(secrets.length > 0
      ? [
          `  write ${listed(secrets)} into .env, beside where farmhand is started: see .env.example (never into farm.yaml)`,
        ]
      : []),
    `  farmhand doctor${file}`,
    `  farmhand say${file} '!plan clone ${vm} test'     shows a plan, and does nothing`,
    '',
  ].join('\n');
}
