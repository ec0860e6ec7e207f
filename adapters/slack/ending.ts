import type { types } from '@slack/bolt';
import { type Choice, choicesOf, choiceTexts } from '../../src/bot/choices.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { outcomeOf } from '../../src/bot/outcome.ts';
import { type Block, type Content, context, lines } from './blocks.ts';
import { asked, sayButton } from './buttons.ts';
import { offered } from './offers.ts';
import { cut, escaped } from './plain.ts';

/** How a run ended, and what can be done now, as a message of its own: it names the asker, so that they are notified. */
export function ending(told: RunNews): Content {
  const { view, asker, page } = told;
  const { headline, more, next } = outcomeOf(told);
  const choices = choicesOf(told);
  const onButtons = choiceTexts(choices);
  const inWords = (said: readonly string[]) =>
    cut([`${headline}.`, ...more, ...said.map((one) => `${one}.`)].join('\n'), 2500);
  // What the buttons say needs no words beside them.
  const text = inWords(next.filter((one) => !onButtons.includes(one)));
  const name = asker === undefined ? `${escaped(view.by)}: ` : `<@${asker}>: `;
  return {
    text: name + escaped(inWords(next)),
    blocks: [
      asker === undefined ? lines(`${view.by}: ${text}`) : lines(text, { to: asker }),
      ...offered(view.plan.tells?.offers),
      ...choiceButtons(choices, told),
      ...(page === undefined ? [] : [context(`<${escaped(page)}|Its page>`)]),
    ],
  };
}

function choiceButtons(choices: readonly Choice[], told: RunNews): readonly Block[] {
  const elements = choices.map((choice) => pressed(choice, told));
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

const texts: Readonly<Record<Choice['is'], string>> = {
  retry: 'Retry',
  undo: 'Undo',
  leave: 'Leave as it is',
  again: 'Ask again',
  log: 'Log',
};

/** What decides is asked once more; a log or a new plan costs nothing. */
function pressed({ is, say, loses }: Choice, { view: { run, plan } }: RunNews): types.Button {
  const text = texts[is];
  const label = `${text}: run ${run}, ${plan.title}`;
  switch (is) {
    case 'retry':
      return sayButton(is, text, say, { label, style: 'primary' });
    case 'undo': {
      const lost = loses ? ' What it made is removed, with all that is on it.' : '';
      const confirm = asked(`Undo run ${run}`, `Take back ${plan.title}?${lost}`, 'Undo', loses);
      return sayButton(is, text, say, { label, confirm, ...(loses && { style: 'danger' }) });
    }
    case 'leave': {
      const question = `What it did stays; nobody can go on with it, and others may touch what it touched.`;
      return sayButton(is, text, say, { label, confirm: asked(`Leave run ${run} as it is`, question, 'Leave it') });
    }
    default:
      return sayButton(is, text, say, { label });
  }
}
