import { until } from '../../support/daemon.ts';
import { textsIn } from '../../support/slack/limits.ts';
import type { Slack } from '../../support/slack/slack.ts';
import type { SlackChannel, SlackMessage } from '../../support/slack/workspace.ts';

/** What a message shows, mentions as `<@U…>`. */
export function read({ text, blocks, file }: SlackMessage): string {
  const shown = blocks.length > 0 ? textsIn(blocks).join('\n') : text;
  return [shown, ...(file ? [`[${file.name}]`, file.content] : [])].join('\n');
}

/** What farmhand said in a channel, oldest first. */
export function said(slack: Slack, channel: SlackChannel): readonly SlackMessage[] {
  return channel.messages.filter(({ user, deleted }) => user === slack.workspace.bot.id && !deleted);
}

/** Resolves with a message of farmhand's that shows something; the newest of them. `patience`: milliseconds. */
export async function hears(
  slack: Slack,
  channel: SlackChannel,
  text: RegExp,
  patience?: number,
): Promise<SlackMessage> {
  const found = () => said(slack, channel).findLast((message) => text.test(read(message)));
  await until(
    () => `farmhand to say ${text}; it said:\n${said(slack, channel).map(read).join('\n--\n')}`,
    () => found() !== undefined,
    patience,
  );
  return found() as SlackMessage;
}
