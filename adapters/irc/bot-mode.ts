import type { Session } from './session.ts';

/** Shows people and other bots that farmhand is one, where the server has a mode for it (https://ircv3.net/specs/extensions/bot-mode). */
export function markAsBot({ client, mask }: Session): void {
  const { BOT } = client.network.options;
  if (BOT !== undefined && /^[A-Za-z]$/.test(BOT)) client.raw(`MODE ${mask.nick} +${BOT}`);
}
