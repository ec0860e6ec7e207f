import type { RunNews } from '../../src/bot/news.ts';
import { outcomeOf } from '../../src/bot/outcome.ts';
import { type Content, context, lines } from './blocks.ts';
import { cut, escaped } from './plain.ts';

/** How a run ended, and what can be typed now, as a message of its own: it names the asker, so that they are notified. */
export function ending(told: RunNews): Content {
  const { view, asker, page } = told;
  const { headline, more, next } = outcomeOf(told);
  const text = cut([`${headline}.`, ...more, ...next.map((one) => `${one}.`)].join('\n'), 2500);
  const name = asker === undefined ? `${escaped(view.by)}: ` : `<@${asker}>: `;
  return {
    text: name + escaped(text),
    blocks: [
      asker === undefined ? lines(`${view.by}: ${text}`) : lines(text, { to: asker }),
      ...(page === undefined ? [] : [context(`<${escaped(page)}|Its page>`)]),
    ],
  };
}
