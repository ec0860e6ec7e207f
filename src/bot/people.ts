import { comparable } from '../farm/chat-platform.ts';
import type { Farm } from '../farm/farm.ts';
import type { Speaker } from './incoming.ts';

/** A person of farm.yaml. */
export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
}

/**
 * The person of farm.yaml a speaker is, by the identity their network vouches for, as farm.yaml has it for that very network: never by nick, nor by
 * the same account of another network. Null when it vouches for none, or farm.yaml lists nobody with it.
 */
export function personOf(farm: Pick<Farm, 'people'>, speaker: Speaker): Person | null {
  const { platform, account } = speaker;
  if (account === null || account === '') return null;
  const own = comparable(platform, account);
  for (const { name, roles, identities } of farm.people.values()) {
    const identity = Object.hasOwn(identities, platform) ? identities[platform] : undefined;
    if (identity !== undefined && comparable(platform, identity) === own) return { name, roles };
  }
  return null;
}

/** What a person farmhand does not know can do about it. `identify` is how it is done on their platform. */
export function stranger(speaker: Speaker, identify: string): string {
  if (speaker.doubt !== undefined) return speaker.doubt;
  if (speaker.account === null) {
    const listing =
      speaker.unlisted === undefined
        ? ''
        : ` Yours here is ${speaker.unlisted}: whoever runs farmhand can add it in farm.yaml under people, as ${speaker.platform}.`;
    return `I cannot tell who you are. ${identify}${listing}`;
  }
  return `farm.yaml lists nobody with the ${speaker.platform} identity ${speaker.account}; whoever runs farmhand can add it under people`;
}

/** The identity on a platform of the person of that name in farm.yaml; undefined when there is none. */
export function identityOf(farm: Pick<Farm, 'people'>, name: string, platform: string): string | undefined {
  const { identities = {} } = farm.people.get(name) ?? {};
  return Object.hasOwn(identities, platform) ? identities[platform] : undefined;
}
