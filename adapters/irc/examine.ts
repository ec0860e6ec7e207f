import type { Logger } from 'pino';
import type { Finding } from '../../src/farm/finding.ts';
import type { IrcOptions } from './options.ts';
import { register } from './register.ts';
import type { Offers } from './session.ts';

/** Beside the bot's own; every server takes nine characters. */
const nick = 'fh-doctor';

/** Connects and logs in as the bot would, under a nick of its own, leaves again, and says what the server offers. Never throws. */
export async function examine(options: IrcOptions, log: Logger): Promise<readonly Finding[]> {
  const about = `${options.network === undefined ? 'IRC' : `IRC ${options.network},`} ${options.host}:${options.port}`;
  try {
    const { accounts, reactions } = await offersOf(options, log);
    return [
      { is: 'ok', about, says: `lets farmhand in${options.sasl === 'none' ? '' : ' and knows its account'}` },
      ...(accounts ? [] : [noAccounts(about)]),
      ...(reactions ? [] : [{ is: 'ok', about, says: 'passes no reactions: people approve with !approve' } as const]),
    ];
  } catch (error) {
    return [{ is: 'problem', about, says: error instanceof Error ? error.message : String(error) }];
  }
}

async function offersOf(options: IrcOptions, log: Logger): Promise<Offers> {
  const session = await register({ ...options, nick }, log, () => undefined, new AbortController().signal);
  const { offers } = session;
  await session.end('only looking');
  return offers;
}

function noAccounts(about: string): Finding {
  return {
    is: 'warning',
    about,
    says: 'says of nobody who they are (no account-tag): everybody there is a stranger, who may read and nothing else',
    mend: 'Use a server with services and the IRCv3 capability account-tag, or farmhand say and the console.',
  };
}
