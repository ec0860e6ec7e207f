import type { types } from '@slack/bolt';
import type { Offer } from '../../src/engine/plan.ts';
import type { Block } from './blocks.ts';
import { cut } from './plain.ts';

/** What the names of these buttons begin with. */
const prefix = 'type-';

/** Buttons that type a command. A press is asked about, so that two of them are no accident; who presses is who types. */
export function offered(offers: readonly Offer[] = []): Block[] {
  if (offers.length === 0) return [];
  const plainText = (words: string, most: number) => ({ type: 'plain_text' as const, text: cut(words, most) });
  const elements = offers.map(
    ({ label, types }, index): types.Button => ({
      type: 'button',
      action_id: `${prefix}${index + 1}`,
      text: plainText(label, 75),
      value: types,
      confirm: {
        title: plainText(label, 100),
        text: plainText(`As if you typed !${types}`, 300),
        confirm: plainText(label, 30),
        deny: plainText('Not now', 30),
      },
    }),
  );
  return [{ type: 'actions', elements }];
}

/** What a press types; undefined: it is another button. */
export function typedBy({ action, value }: { readonly action: string; readonly value: string }): string | undefined {
  return action.startsWith(prefix) && value !== '' ? value : undefined;
}
