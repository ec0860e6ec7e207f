import { clean } from '../../src/bot/clean.ts';

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * What somebody typed: Slack turns domain names and addresses into `<http://x|x>`, and people and channels into ids
 * (https://docs.slack.dev/messaging/formatting-message-text).
 */
export function plain(text: string): string {
  const typed = text.replace(
    /<([^<>|]*)(?:\|([^<>]*))?>/g,
    (_, target: string, label?: string) => label ?? link(target),
  );
  return clean(typed.replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity)).trim();
}

function link(target: string): string {
  return target.replace(/^mailto:/, '');
}

/** Text as Slack shows it, nothing in it being markup: three characters are all that need it. */
export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** At most so many characters, an ellipsis where something was cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 2).toWellFormed()} …`;
}
