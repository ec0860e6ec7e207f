import type { Adapter } from '../../src/bot/adapter.ts';
import type { AdapterParts } from '../../src/bot/adapter-folder.ts';
import { listeningInNotes } from './away.ts';
import { Irc } from './irc.ts';
import { checkSecrets, type IrcOptions } from './options.ts';
import { pinsInNotes } from './pins.ts';

/** The IRC adapter. Throws when a password is needed and there is none, or one cannot be sent. */
export async function create(options: IrcOptions, { log, notes, maySpeak }: AdapterParts): Promise<Adapter> {
  checkSecrets(options);
  const complain = (error: unknown) => log.error({ err: error }, 'irc: whose account that is was not noted');
  const pins = await pinsInNotes(notes, complain);
  return new Irc(options, { log, pins, maySpeak, listening: listeningInNotes(notes) });
}
