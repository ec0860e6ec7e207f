import { clean } from '../../src/bot/clean.ts';

/** Markup that is safe to send: made by `html` alone. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in a template; what is undefined or false is left out, a list is put there one after the other. */
export type Content = Html | string | number | undefined | false | readonly Content[];

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/**
 * The one way markup is made. Every text in it is escaped, and has no control or direction-changing characters and no line breaks any more; only what
 * `html` made itself stays as it is. Attributes must stand between double quotes.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(parts.reduce((text, part, index) => text + shown(values[index - 1]) + part));
}

function shown(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map(shown).join('');
  return clean(String(content)).replace(/[&<>"']/g, (sign) => names[sign] ?? '');
}
