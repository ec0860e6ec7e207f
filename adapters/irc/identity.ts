import type { Tags } from 'irc-framework';
import type { Logger } from 'pino';
import type { Where } from '../../src/bot/incoming.ts';
import { asciiLower } from '../../src/farm/ascii.ts';

/** Which services account a name stood for when it was first seen. */
export interface Pins {
  get(account: string): string | undefined;
  set(account: string, id: string): void;
}

/**
 * The account the network vouches for in a message's own tags (https://ircv3.net/specs/extensions/account-tag); null when there is
 * none. Nothing else counts: a nick or host can be anybody's, and what WHO said was true then, not now.
 *
 * Where the services number their accounts (`inspircd.org/account-id`), a name stays bound to the number it was first seen with:
 * an account that was dropped and registered again by someone else is nobody. `fold` makes equal names the same text.
 */
export function accountOf(tags: Tags, pins: Pins, fold: (name: string) => string, log: Logger): string | null {
  const { account, 'inspircd.org/account-id': id } = tags;
  if (!account || account === '*') return null;
  const name = fold(account);
  const pinned = pins.get(name);
  if (pinned === undefined) {
    if (id) pins.set(name, id);
    return account;
  }
  if (pinned === id) return account;
  log.warn(
    { account, pinned, id },
    `account ${account} is not the one farmhand knows by that name (registered anew?); its messages count as nobody's until the pin is removed`,
  );
  return null;
}

/** A person's private place on a network, and whose it is where that is known. */
export function asideTo(platform: string, nick: string, account: string | null): Where {
  return { platform, channel: nick, private: true, ...(account !== null && { account: asciiLower(account) }) };
}

/** Why an account the network vouches for is nobody's, for the person. `network`: its name, where farm.yaml names several. */
export function doubtOf(account: string, network: string | undefined): string {
  const unpin = ['farmhand unpin', account, ...(network === undefined ? [] : [network])].join(' ');
  return `The account ${account} is another one than I knew by that name: it was dropped and registered anew, so it counts as nobody's. If it is yours, whoever runs farmhand types ${unpin} and starts farmhand again.`;
}
