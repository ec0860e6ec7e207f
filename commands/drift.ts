import type { Reading, ReadingContext } from '../src/bot/command.ts';
import { leftOf } from '../src/bot/documents/left-of.ts';
import { type Comparison, isDrifted, type Owned } from '../src/bot/drift.ts';
import { driftLine, untoldLines } from '../src/bot/drift-text.ts';
import { someLeftOf } from '../src/bot/survey/left-of.ts';
import { counted } from '../src/bot/words.ts';

export const drift: Reading = {
  name: 'drift',
  kind: 'read',
  elsewhere: ['changed', 'divergence'],
  usage: 'drift [VM]',
  summary: 'Lists what is not as runs left it, of a VM or of the whole farm.',
  details: [
    'A line each: what was changed by hand, how it is, and when it was last seen as it was left. !blame VM shows it with the lines of files.',
    '!restore VM puts back what was left, !adopt VM takes the change as right. Nothing is changed unasked.',
  ],
  examples: [
    { say: 'drift', shows: 'No run left anything on the farm' },
    { after: ['clone gallifrey dev'], say: 'drift', shows: 'as runs left them' },
    { after: ['clone gallifrey dev'], say: 'drift gallifrey-dev', shows: 'as runs left them' },
  ],
  answer: async (context) => {
    const left = await asked(context);
    const comparisons = await context.drift.compare(left, context.recent.read);
    const data = { kind: 'left', things: comparisons.map(leftOf) } as const;
    if (left.length === 0) return { tone: 'answer', lines: ['No run left anything on the farm that lasts.'], data };
    return { tone: 'answer', lines: [...drifts(comparisons), ...untoldLines(comparisons)], data };
  },
};

async function asked(context: ReadingContext): Promise<readonly Owned[]> {
  return context.args.length > 0 ? (await someLeftOf(context, context.args)).left : context.drift.all();
}

function drifts(comparisons: readonly Comparison[]): readonly string[] {
  const drifted = comparisons.filter(isDrifted);
  if (drifted.length > 0)
    return [...drifted.map(driftLine), '!restore VM puts back what was left, !adopt VM takes it as right.'];
  const asLeft = comparisons.filter(({ finding }) => finding?.is === 'as left');
  const adopted = comparisons.filter((one) => one.adopted);
  const taken = adopted.length > 0 ? `; ${counted(adopted.length, 'change')} by hand taken as right` : '';
  return [`${counted(asLeft.length, 'thing')} looked at, all as runs left them${taken}.`];
}
