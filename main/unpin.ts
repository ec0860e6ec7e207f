import { pinShelf } from '../adapters/irc/pins.ts';
import { listed } from '../src/bot/words.ts';
import { asciiLower } from '../src/farm/ascii.ts';
import { kindOf, networkOf, platformOf } from '../src/farm/chat-platform.ts';
import type { Farm } from '../src/farm/farm.ts';
import { readFarm } from './farm.ts';
import { openJournal } from './open-journal.ts';
import { type Exit, exit, type Program, UsageError } from './program.ts';

/** `farmhand unpin ACCOUNT [NETWORK]`: forgets which IRC account that name stood for, so that one registered anew is let in. */
export async function unpin(program: Program): Promise<Exit> {
  const [account, network, ...more] = program.words;
  if (account === undefined || more.length > 0)
    throw new UsageError('it is: farmhand unpin ACCOUNT, or farmhand unpin ACCOUNT NETWORK');
  const farm = await readFarm(program);
  const shelf = pinShelf(platformGiven(farm, network));
  const journal = await openJournal(program.env, farm);
  try {
    const known = [...(await journal.notes(shelf)).keys()];
    const pinned = known.filter((name) => asciiLower(name) === asciiLower(account));
    const there = network === undefined ? '' : ` of ${network}`;
    if ((await journal.dropNotes(shelf, pinned)) === 0) {
      program.error.write(`No IRC account ${account}${there} is known.\n`);
      return exit.failed;
    }
    program.output.write(
      `Forgotten: whoever is logged in as ${account}${there} next is ${account} from then on. Start the farmhand that speaks on IRC again.\n`,
    );
    return exit.done;
  } finally {
    await journal.close();
  }
}

/** The network meant. Throws where farm.yaml names several and none is given: the same account is another one on each. */
function platformGiven({ chat }: Farm, network: string | undefined): string {
  const names = Object.keys(chat).flatMap((one) => (kindOf(one) === 'irc' ? (networkOf(one) ?? []) : []));
  if (network === undefined ? names.length > 0 : !names.includes(network)) {
    throw new UsageError(
      names.length > 0
        ? `name its network: ${listed(names, 'or')}`
        : 'chat.irc names no networks: farmhand unpin ACCOUNT',
    );
  }
  return platformOf('irc', network);
}
