import { clean } from '../../src/bot/clean.ts';

const entities: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/**
 * What a person typed, as it is shown: Slack turns domain names and addresses into `<http://x|x>`, people, channels and groups into
 * ids, times into `<!date^…>`. What a person types as `<`, `>` or `&` is an entity.
 * https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
 */
export function plain(text: string): string {
  const typed = text.replace(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_, target: string, label?: string) =>
    shown(target, label),
  );
  return clean(typed.replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity)).trim();
}

function shown(target: string, label = ''): string {
  const id = target.slice(1);
  switch (target.charAt(0)) {
    case '@':
      return signed('@', label || id);
    case '#':
      return signed('#', label || id);
    case '!':
      return special(id, label);
    default:
      return label || target.replace(/^(?:mailto|tel):/, '');
  }
}

/** `!here`, `!channel`, `!everyone`, `!subteam^S123`, `!date^1392734382^{date}`, without the `!`, which nobody typed. */
function special(target: string, label: string): string {
  const [kind = '', id = ''] = target.split('^');
  if (kind === 'date') return label;
  return signed('@', label || (kind === 'subteam' ? id : kind));
}

function signed(sign: string, name: string): string {
  return name.startsWith(sign) ? name : sign + name;
}

/** Text as Slack shows it, nothing in it being markup: three characters are all that need it. */
export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** At most so many characters, an ellipsis where something was cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 2).toWellFormed()} …`;
}
