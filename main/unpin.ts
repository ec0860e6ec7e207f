import { pinShelf } from '../adapters/irc/pins.ts';
import { asciiLower } from '../src/farm/ascii.ts';
import { readFarm } from './farm.ts';
import { openJournal } from './open-journal.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';

/** `farmhand unpin ACCOUNT`: forgets which IRC account that name stood for, so that one registered anew is let in. */
export async function unpin(program: Program): Promise<Exit> {
  const [account, ...more] = program.words;
  if (account === undefined || more.length > 0) throw new UsageError('it is: farmhand unpin ACCOUNT');
  const journal = await openJournal(program.env, await readFarm(program));
  try {
    const known = [...(await journal.notes(pinShelf)).keys()];
    const pinned = known.filter((name) => asciiLower(name) === asciiLower(account));
    if ((await journal.dropNotes(pinShelf, pinned)) === 0) {
      program.error.write(`No IRC account ${account} is known.\n`);
      return exit.failed;
    }
    program.output.write(
      `Forgotten: whoever is logged in as ${account} next is ${account} from then on. Start the farmhand that speaks on IRC again.\n`,
    );
    return exit.done;
  } finally {
    await journal.close();
  }
}
