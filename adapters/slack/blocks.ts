import type { types } from '@slack/bolt';
import { cut } from './plain.ts';

export type Block = types.KnownBlock;

/** What Slack takes of a message. https://docs.slack.dev/reference/block-kit/blocks */
const limits = {
  header: 150,
  section: 3000,
} as const;

/** What a person reads in one look; longer is a file. */
export const page = { lines: 40, characters: 2800 } as const;

export interface Content {
  /** For notifications, and for clients that show no blocks. */
  readonly text: string;
  readonly blocks: Block[];
}

export function header(text: string): Block {
  return { type: 'header', text: { type: 'plain_text', text: cut(text, limits.header), emoji: false } };
}

/** Text in which nothing is markup, and which Slack does not fold. */
export function section(text: string, most: number = limits.section): Block {
  return { type: 'section', expand: true, text: { type: 'plain_text', text: cut(text, most), emoji: false } };
}

/** A small line; `text` is Slack's markup, made by the caller. */
export function context(text: string): Block {
  return { type: 'context', elements: [mrkdwn(cut(text, limits.section))] };
}

/** Lines of Slack's markup, made by the caller. */
export function marked(text: string): Block {
  return { type: 'section', expand: true, text: mrkdwn(cut(text, limits.section)) };
}

function mrkdwn(text: string): types.MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** Lines as they stand, after the name of whom they are for; `fixed`: in a fixed width, for tables and commands. */
export function lines(
  text: string,
  { to, fixed = false }: { readonly to?: string; readonly fixed?: boolean } = {},
): Block {
  const name: types.RichTextElement[] = to === undefined ? [] : [{ type: 'user', user_id: to }];
  const rest = `${to === undefined ? '' : ': '}${fixed ? '' : text}`;
  const words: types.RichTextElement[] = [...name, { type: 'text', text: rest }];
  const shown = words.filter((word) => word.type !== 'text' || word.text !== '');
  const elements: types.RichTextBlockElement[] = [];
  if (shown.length > 0) elements.push({ type: 'rich_text_section', elements: shown });
  if (fixed) elements.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] });
  return { type: 'rich_text', elements };
}

/** A time as everybody's own clock shows it. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function time(iso: string): string {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  return `<!date^${seconds}^{date_short_pretty} {time}|${iso.slice(0, 16).replace('T', ' ')} UTC>`;
}
