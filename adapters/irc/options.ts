import { dirname, resolve } from 'node:path';
import type { OptionsSource } from '../../src/bot/adapter-folder.ts';
import { besideFile } from '../../src/farm/config/beside-file.ts';
import type { IrcSettings } from './settings.ts';

/** Passwords, from the environment. */
export interface Secrets {
  /** FARMHAND_IRC_PASSWORD, of farmhand's own services account, for `sasl: plain`. */
  readonly password?: string | undefined;
  /** FARMHAND_IRC_SERVER_PASSWORD. */
  readonly serverPassword?: string | undefined;
}

export interface IrcOptions extends IrcSettings, Secrets {}

/** What farm.yaml and the environment say of IRC, certificate files found from the folder of farm.yaml. */
export function optionsOf(settings: IrcSettings, { env, file }: OptionsSource): IrcOptions {
  const { FARMHAND_IRC_PASSWORD: password, FARMHAND_IRC_SERVER_PASSWORD: serverPassword } = env;
  const secrets = { ...(password && { password }), ...(serverPassword && { serverPassword }) };
  if (settings.tls === false) return { ...settings, ...secrets };
  const found = (path: string | undefined) => path && besideFile(path, { folder: dirname(resolve(file)), env });
  const { ca_file, cert_file, key_file } = settings.tls;
  const tls = { ...settings.tls, ca_file: found(ca_file), cert_file: found(cert_file), key_file: found(key_file) };
  return { ...settings, tls, ...secrets };
}

/** Throws when a password is needed and there is none, or one cannot be sent. */
export function checkSecrets({ sasl, password, serverPassword = '' }: IrcOptions): void {
  if (sasl === 'plain' && !password)
    throw new Error('irc: sasl: plain needs the password of the account in FARMHAND_IRC_PASSWORD');
  if (/[\r\n\0]/.test(serverPassword))
    throw new Error('irc: FARMHAND_IRC_SERVER_PASSWORD has a line break in it, which no IRC server can be sent');
}
