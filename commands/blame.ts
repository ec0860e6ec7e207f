import type { Line } from '../src/bot/adapter.ts';
import type { Reading, ReadingContext } from '../src/bot/command.ts';
import { leftOf } from '../src/bot/documents/left-of.ts';
import { type Comparison, isDrifted, type Owned } from '../src/bot/drift.ts';
import { changeLines, comparisonText, doneBy, driftLine } from '../src/bot/drift-text.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { leftOfVm, noneLeft } from '../src/bot/survey/left-of.ts';
import { mentions, thingWords } from '../src/bot/survey/mentions.ts';
import { counted } from '../src/bot/words.ts';

export const blame: Reading = {
  name: 'blame',
  kind: 'read',
  elsewhere: ['praise', 'annotate'],
  usage: 'blame WHAT…',
  summary: 'Shows whose doing each thing of a VM is, and what was changed by hand since.',
  details: [
    'WHAT is a VM, or port 22006, an address, a site, a record. Each thing, the run that made it, who asked, who approved, and when.',
    'Each is looked at as its step did: what is not as it was left was changed by hand, after the time at which it was last seen so.',
    '!restore VM puts back what was left, !adopt VM takes the change as right. Times are UTC.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'blame gallifrey-dev', shows: 'run 1: clone gallifrey to gallifrey-dev' },
    { after: ['clone gallifrey dev'], say: 'blame port 22006', shows: 'forward port 22006' },
    { after: ['clone gallifrey dev'], say: 'blame 10.10.60.6', shows: 'as it was left' },
    { say: 'blame gallifrey', shows: "it is not farmhand's doing" },
  ],
  answer: async (context) => {
    const { drift, recent } = context;
    const { what, left, before } = await asked(context);
    if (left.length === 0) throw new Refusal(noneLeft(what));
    const comparisons = await drift.compare(left, recent.read);
    const several = new Set(left.map(({ subject }) => subject)).size > 1;
    const views = new Map(left.map(({ view }) => [view.run, view]));
    const drifted = comparisons.filter(isDrifted);
    const changed = drifted.length > 0 ? `, ${drifted.length} of them changed by hand since` : '';
    return {
      tone: 'answer',
      headline: `What runs left of ${what}: ${counted(comparisons.length, 'thing')}${changed}`,
      findings: drifted.map(driftLine),
      lines: [
        ...rows(comparisons, several),
        ...[...views.values()].toSorted((a, b) => a.run - b.run).map(doneBy),
        ...(before === undefined ? [] : [`Runs before ${before} were not read.`]),
      ],
      more: '!log N STEP',
      data: { kind: 'left', things: comparisons.map(leftOf) },
    };
  },
};

/** What the words name: a VM, or whatever has that address, port or name. */
async function asked(
  context: ReadingContext,
): Promise<{ readonly what: string; readonly left: readonly Owned[]; readonly before?: number }> {
  const { args, drift } = context;
  const what = args.join(' ');
  const [first = ''] = args;
  if (args.length === 1) {
    const { vm, left, ...rest } = await leftOfVm(context, first);
    if (left.length > 0) return { what: vm, left, ...rest };
  }
  const word = args.length > 1 && thingWords.includes(first.toLowerCase()) ? args[1] : first;
  return { what, left: (await drift.all()).filter((one) => mentions(one, word ?? first)) };
}

/** A row each; below one that was changed by hand the lines of files that are otherwise. */
function rows(comparisons: readonly Comparison[], several: boolean): readonly Line[] {
  return comparisons.flatMap((one) => {
    const { subject, left } = one;
    const name = `${several ? `${subject} ` : ''}${left.step.id}`;
    const row = [name, left.step.title, `run ${left.view.run}`, comparisonText(one)];
    return [row, ...(isDrifted(one) ? changeLines(one) : [])];
  });
}
