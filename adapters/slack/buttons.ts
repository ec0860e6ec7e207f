import type { types } from '@slack/bolt';
import { cut } from './plain.ts';

/** Names of the buttons that are votes, or that ask for the plan, as they come back when one is pressed. */
export const actions = { approve: 'approve', deny: 'deny', plan: 'plan' } as const;

/** What names begin with of buttons that say what their value is: a command, judged when it is pressed as one that is typed. */
export const saying = 'say:';

/** What Slack takes. https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const limits = { text: 75, label: 75, value: 2000, title: 100, question: 300, answer: 30 } as const;

export interface ButtonLooks {
  /** What a screen reader says instead: which run, which VM. */
  readonly label: string;
  /** danger: something is lost by it. */
  readonly style?: 'primary' | 'danger';
  /** Asked before it counts. */
  readonly confirm?: types.ConfirmationDialog;
}

export function button(
  action: string,
  text: string,
  value: string,
  { label, style, confirm }: ButtonLooks,
): types.Button {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: cut(text, limits.text) },
    value: cut(value, limits.value),
    accessibility_label: cut(label, limits.label),
    ...(style && { style }),
    ...(confirm && { confirm }),
  };
}

/** A button that says a command. `name`: unique in its row. */
export function sayButton(name: string, text: string, say: string, looks: ButtonLooks): types.Button {
  return button(`${saying}${name}`, text, say, looks);
}

/** A second look, before something that a thumb on a phone should not do by itself. */
export function asked(title: string, question: string, yes: string, loses = false): types.ConfirmationDialog {
  const text = (words: string, most: number) => ({ type: 'plain_text' as const, text: cut(words, most) });
  return {
    title: text(title, limits.title),
    text: text(question, limits.question),
    confirm: text(yes, limits.answer),
    deny: text('Not now', limits.answer),
    ...(loses && { style: 'danger' as const }),
  };
}
