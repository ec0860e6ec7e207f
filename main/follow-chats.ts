import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Network } from '../src/bot/adapter.ts';
import type { Farm } from '../src/farm/farm.ts';
import type { Farmhand } from './farmhand.ts';

/** Leaves the networks that another farm.yaml has no more, joins those that are new, and joins those anew whose settings changed. The others notice nothing. */
export function followChats(farmhand: Farmhand, networksOf: () => readonly Network[], log: Logger): void {
  let turn: Promise<unknown> = Promise.resolve();
  const follow = async ({ chat: now }: Farm, { chat: before }: Farm) => {
    const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
      (platform) => !isDeepStrictEqual(now[platform], before[platform]),
    );
    for (const platform of changed) {
      if (before[platform] !== undefined) {
        log.info(`${platform}: leaves, since farm.yaml changed`);
        await farmhand.leave(platform);
      }
      const network = networksOf().find((one) => one.platform === platform);
      // It may stand by, or be refused, for as long as it is.
      if (network)
        farmhand.join(network, true).catch((error) => log.error({ err: error }, `${platform}: cannot be joined`));
    }
  };
  farmhand.farm.watch((now, before) => {
    turn = turn
      .then(() => follow(now, before))
      .catch((error) => log.error({ err: error }, 'the chats are not as farm.yaml has them: start farmhand anew'));
  });
}
