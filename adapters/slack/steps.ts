import { stepText } from '../../src/bot/outcome.ts';
import { stepMarks } from '../../src/bot/run-text.ts';
import { counted } from '../../src/bot/words.ts';
import type { Risk } from '../../src/engine/action.ts';
import { isFinished, type RunView, type StepView } from '../../src/engine/run.ts';
import { cut } from './plain.ts';

const marks = { ...stepMarks, skipped: '–' };

/** The steps of a run, a line each, in at most so many characters: before it began what they would do, then how far they are. */
export function stepLines(view: RunView, most: number): string {
  const begun = view.startedAt !== undefined;
  const shown = view.steps.map((step, index) => (begun ? inFlight(step) : `${index + 1}. ${planned(step, view)}`));
  if (fits(shown, most)) return shown.join('\n');
  const all = view.steps.map((step, index): Line => ({ text: shown[index] ?? '', risky: isRisky(step, view) }));
  const open = all.filter((_, index) => !isFinished(view.steps[index] ?? {}));
  const finished = all.length - open.length;
  const done: Line = { text: `${marks.done} ${counted(finished, 'step')} done`, risky: false };
  return squeezed(finished > 0 ? [done, ...open] : all, most, view.plan.risk);
}

/** A step as its line, and whether it is one of the dangerous ones still to come. */
interface Line {
  readonly text: string;
  readonly risky: boolean;
}

/** A step that is under way or over: mark, title, and how far it is or why. */
export function inFlight(step: StepView): string {
  return cut(`${marks[step.state]} ${stepText(step)}`, 300);
}

/** The step is marked where it is what makes the plan as dangerous as it is: a mark at every other one would hide those. */
function planned(step: StepView, view: RunView): string {
  const { title, effect, skip, risk } = step;
  if (!effect) return cut(`${title}: nothing to do, ${skip}`, 300);
  return isRisky(step, view) ? `${risk === 'destructive' ? '‼ ' : ''}${cut(title, 280)} (${risk})` : cut(title, 300);
}

/** As many lines as fit, and how many are left, the dangerous ones among them counted. */
function squeezed(lines: readonly Line[], most: number, risk: Risk): string {
  let count = lines.length;
  const text = () => {
    const left = lines.slice(count);
    const risky = left.filter((line) => line.risky).length;
    const how = risky > 0 ? `, ${risky} of them ${risk}` : '';
    return [...lines.slice(0, count).map((line) => line.text), `… ${counted(left.length, 'more step')}${how}`].join(
      '\n',
    );
  };
  while (count > 0 && text().length > most) count -= 1;
  return text();
}

function isRisky({ effect, risk }: StepView, { plan }: RunView): boolean {
  return effect !== undefined && risk !== 'safe' && risk === plan.risk;
}

function fits(lines: readonly string[], most: number): boolean {
  return lines.join('\n').length <= most;
}
