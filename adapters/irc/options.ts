import { dirname, resolve } from 'node:path';
import type { OptionsSource } from '../../src/bot/adapter-folder.ts';
import { besideFile } from '../../src/farm/config/beside-file.ts';
import { ircPlatform, type Named, variableOf } from './network.ts';
import type { IrcSettings } from './settings.ts';

/** Variables of the environment; a network with a name has its own, with that name at the end. */
const [passwordName, serverPasswordName] = ['FARMHAND_IRC_PASSWORD', 'FARMHAND_IRC_SERVER_PASSWORD'];

/** Passwords, from the environment. */
export interface Secrets {
  /** Of farmhand's own services account, for `sasl: plain`. */
  readonly password?: string | undefined;
  /** The server's own. */
  readonly serverPassword?: string | undefined;
}

export interface IrcOptions extends IrcSettings, Secrets, Named {}

/** What farm.yaml and the environment say of an IRC network, certificate files found from the folder of farm.yaml. */
export function optionsOf(settings: IrcSettings, { env, file, network }: OptionsSource): IrcOptions {
  const password = env[passwordVariable({ network })];
  const serverPassword = env[serverPasswordVariable({ network })];
  const own = {
    ...(network !== undefined && { network }),
    ...(password && { password }),
    ...(serverPassword && { serverPassword }),
  };
  if (settings.tls === false) return { ...settings, ...own };
  const found = (path: string | undefined) => path && besideFile(path, { folder: dirname(resolve(file)), env });
  const { ca_file, cert_file, key_file } = settings.tls;
  const tls = { ...settings.tls, ca_file: found(ca_file), cert_file: found(cert_file), key_file: found(key_file) };
  return { ...settings, tls, ...own };
}

/** Throws when a password is needed and there is none, or one cannot be sent. */
export function checkSecrets(options: IrcOptions): void {
  const { sasl, password, serverPassword = '' } = options;
  const of = `${ircPlatform(options)}:`;
  if (sasl === 'plain' && !password)
    throw new Error(`${of} sasl: plain needs the password of the account in ${passwordVariable(options)}`);
  if (/[\r\n\0]/.test(serverPassword)) {
    throw new Error(`${of} ${serverPasswordVariable(options)} has a line break in it, which no IRC server can be sent`);
  }
}

/** Where the password of farmhand's own account is. */
export function passwordVariable(named: Named): string {
  return variableOf(named, passwordName);
}

/** Where the server's own password is. */
export function serverPasswordVariable(named: Named): string {
  return variableOf(named, serverPasswordName);
}

/** Variables of the environment that have a secret of none of these networks: a name mistyped, or left from before. */
export function unreadSecrets(env: OptionsSource['env'], networks: readonly (string | undefined)[]): readonly string[] {
  const read = new Set(
    networks.flatMap((network) => [passwordVariable({ network }), serverPasswordVariable({ network })]),
  );
  const isOne = (name: string) =>
    [passwordName, serverPasswordName].some((own) => name === own || name.startsWith(`${own}_`));
  return Object.keys(env).filter((name) => env[name] && isOne(name) && !read.has(name));
}
