import type { Logger } from 'pino';
import { register } from './register.ts';
import type { Offers } from './session.ts';
import type { IrcSettings } from './settings.ts';

/** Connects and logs in as the bot would, under a nick of its own, and leaves again. Rejects with a reason for the operator. */
export async function tryIrc(settings: IrcSettings, password: string | undefined, log: Logger): Promise<Offers> {
  const nick = `${settings.nick}-doctor`;
  const session = await register({ ...settings, nick }, password, log, () => undefined, new AbortController().signal);
  const { offers } = session;
  await session.end('only looking');
  return offers;
}
