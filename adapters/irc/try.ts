import type { Logger } from 'pino';
import { register, type Secrets } from './register.ts';
import type { Offers } from './session.ts';
import type { IrcSettings } from './settings.ts';

/** Beside the bot's own; every server takes nine characters. */
const nick = 'fh-doctor';

/** Connects and logs in as the bot would, under a nick of its own, and leaves again. Rejects with a reason for the operator. */
export async function tryIrc(settings: IrcSettings, secrets: Secrets, log: Logger): Promise<Offers> {
  const session = await register({ ...settings, nick }, secrets, log, () => undefined, new AbortController().signal);
  const { offers } = session;
  await session.end('only looking');
  return offers;
}
