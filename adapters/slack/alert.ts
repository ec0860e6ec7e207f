import type { types } from '@slack/bolt';
import type { Called, RunNews } from '../../src/bot/news.ts';
import type { Content } from './blocks.ts';
import { userOf } from './people.ts';
import { cut, escaped } from './plain.ts';

/** What is said of a run unasked, as a message of its own: it names whom it is for, so that they are notified. */
export function alert({ view, asker, called = [] }: RunNews, text: string): Content {
  const own: Whom = asker === undefined ? { name: view.by } : { name: view.by, user: asker };
  const whom = called.length > 0 ? called.map(whomOf) : [own];
  const said = cut(`: ${text}.`, 2500);
  const elements = whom.flatMap(({ name, user }, index): types.RichTextElement[] => [
    ...(index > 0 ? [{ type: 'text' as const, text: ', ' }] : []),
    user === undefined ? { type: 'text', text: name } : { type: 'user', user_id: user },
  ]);
  return {
    text: whom.map(({ name, user }) => (user === undefined ? escaped(name) : `<@${user}>`)).join(', ') + escaped(said),
    blocks: [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [...elements, { type: 'text', text: said }] }],
      },
    ],
  };
}

interface Whom {
  readonly name: string;
  /** Slack's id of them. */
  readonly user?: string;
}

/** farm.yaml has people as TEAM/USER. */
function whomOf({ name, account }: Called): Whom {
  const user = userOf(account);
  return { name, ...(user !== undefined && { user }) };
}
