import { blockOf, platformOf } from '../../src/farm/chat-platform.ts';

/** Which IRC network it is: by its name in farm.yaml; without, the only one. */
export interface Named {
  readonly network?: string | undefined;
}

/** `irc`, or `irc/libera`. */
export function ircPlatform({ network }: Named): string {
  return platformOf('irc', network);
}

/** Where a setting of it is: `chat.irc.libera.nick`. */
export function settingOf(named: Named, key: string): string {
  return `${blockOf(ircPlatform(named))}.${key}`;
}

/**
 * The variable of the environment that has a secret of it: `FARMHAND_IRC_PASSWORD`, or `FARMHAND_IRC_PASSWORD_LIBERA`. A network with a name
 * never gets another's.
 */
export function variableOf({ network }: Named, name: string): string {
  return network === undefined ? name : `${name}_${network.toUpperCase().replaceAll('-', '_')}`;
}
