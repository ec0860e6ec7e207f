import { alert } from '../../../adapters/slack/alert.ts';
import { answered } from '../../../adapters/slack/answer.ts';
import type { Content } from '../../../adapters/slack/blocks.ts';
import { ending } from '../../../adapters/slack/ending.ts';
import { shown } from '../../../adapters/slack/fit.ts';
import { runMessage } from '../../../adapters/slack/plan.ts';
import type { Reply } from '../../../src/bot/adapter.ts';
import type { RunNews } from '../../../src/bot/news.ts';
import type { Block } from '../../support/slack/limits.ts';
import { refusedPayload } from '../../support/slack/payload.ts';

/** Why Slack would refuse some of it, in words. */
export function takenBySlack(replies: readonly Reply[], news: readonly RunNews[]): readonly string[] {
  const contents: readonly Content[] = [
    ...replies.flatMap((reply) => [answered(reply, undefined), answered(reply, 'U0YOU')]),
    ...news.flatMap((told) => [
      runMessage(told),
      ending({ ...told, asker: 'U0YOU' }),
      ...(told.news.kind === 'alert' ? [alert(told, told.news.text)] : []),
    ]),
  ];
  return contents.flatMap((content) => {
    const { text, blocks } = shown(content, false);
    const refused = refusedPayload('chat.update', { text, blocks: blocks as unknown as readonly Block[] });
    return refused ? [`${refused.error}: ${refused.why}: ${text}`] : [];
  });
}
