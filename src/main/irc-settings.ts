import { dirname, resolve } from 'node:path';
import type { Secrets } from '../../adapters/irc/register.ts';
import type { IrcSettings } from '../../adapters/irc/settings.ts';
import { besideFile } from '../farm/config/beside-file.ts';
import type { Farm } from '../farm/farm.ts';

/** The passwords for IRC the environment has. */
export function ircSecrets(env: Readonly<Record<string, string | undefined>>): Secrets {
  const { FARMHAND_IRC_PASSWORD: password, FARMHAND_IRC_SERVER_PASSWORD: serverPassword } = env;
  return { ...(password && { password }), ...(serverPassword && { serverPassword }) };
}

/** What farm.yaml says of IRC, its certificate files found from the file's folder; undefined when it says nothing. */
export function ircSettingsOf(
  { chat, file }: Pick<Farm, 'chat' | 'file'>,
  env: Readonly<Record<string, string | undefined>>,
): IrcSettings | undefined {
  const irc = chat.irc as IrcSettings | undefined;
  if (!irc || irc.tls === false) return irc;
  const found = (path: string | undefined) => path && besideFile(path, { folder: dirname(resolve(file)), env });
  const { ca_file, cert_file, key_file } = irc.tls;
  return {
    ...irc,
    tls: { ...irc.tls, ca_file: found(ca_file), cert_file: found(cert_file), key_file: found(key_file) },
  };
}
