import type { Offer } from '../../src/engine/plan.ts';
import type { Block } from './blocks.ts';
import { asked, sayButton } from './buttons.ts';

/** Buttons that say a command. A press is asked about, so that two of them are no accident; who presses is who says it. */
export function offered(offers: readonly Offer[] = []): Block[] {
  if (offers.length === 0) return [];
  const elements = offers.map(({ label, types }, index) =>
    sayButton(`offer-${index + 1}`, label, types, {
      label: `${label}: !${types}`,
      confirm: asked(label, `As if you typed !${types}`, label),
    }),
  );
  return [{ type: 'actions', elements }];
}
