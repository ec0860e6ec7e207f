import type { Adapter } from '../../src/bot/adapter.ts';
import type { AdapterParts } from '../../src/bot/adapter-folder.ts';
import { listeningInNotes } from './away.ts';
import { Irc } from './irc.ts';
import { ircPlatform } from './network.ts';
import { checkSecrets, type IrcOptions } from './options.ts';
import { pinsInNotes } from './pins.ts';

/** The adapter of an IRC network. Throws when a password is needed and there is none, or one cannot be sent. */
export async function create(options: IrcOptions, { log, notes, maySpeak }: AdapterParts): Promise<Adapter> {
  checkSecrets(options);
  const platform = ircPlatform(options);
  const own = log.child({}, { msgPrefix: `${platform}: ` });
  const complain = (error: unknown) => own.error({ err: error }, 'whose account that is was not noted');
  const pins = await pinsInNotes(notes, platform, complain);
  return new Irc(options, { log: own, pins, maySpeak, listening: listeningInNotes(notes, platform) });
}
