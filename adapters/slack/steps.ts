import { stepText } from '../../src/bot/outcome.ts';
import { stepMarks } from '../../src/bot/run-text.ts';
import { counted } from '../../src/bot/words.ts';
import { isFinished, type RunView, type StepView } from '../../src/engine/run.ts';
import { cut } from './plain.ts';

const marks = { ...stepMarks, skipped: '–' };

/** The steps of a run, a line each, in at most so many characters: before it began what they would do, then how far they are. */
export function stepLines(view: RunView, most: number): string {
  const begun = view.startedAt !== undefined;
  const shown = view.steps.map((step, index) => (begun ? inFlight(step) : `${index + 1}. ${planned(step)}`));
  if (fits(shown, most)) return shown.join('\n');
  const open = view.steps.flatMap((step, index) => (isFinished(step) ? [] : [shown[index] ?? '']));
  const finished = shown.length - open.length;
  return squeezed(finished > 0 ? [`${marks.done} ${counted(finished, 'step')} done`, ...open] : shown, most);
}

/** A step that is under way or over: mark, title, and how far it is or why. */
export function inFlight(step: StepView): string {
  return cut(`${marks[step.state]} ${stepText(step)}`, 300);
}

function planned({ title, effect, skip, risk }: StepView): string {
  if (!effect) return cut(`${title}: nothing to do, ${skip}`, 300);
  return cut(risk === 'safe' ? title : `${title} (${risk})`, 300);
}

/** As many lines as fit, and how many are left. */
function squeezed(lines: readonly string[], most: number): string {
  let count = lines.length;
  const text = () => [...lines.slice(0, count), `… ${counted(lines.length - count, 'more step')}`].join('\n');
  while (count > 0 && text().length > most) count -= 1;
  return text();
}

function fits(lines: readonly string[], most: number): boolean {
  return lines.join('\n').length <= most;
}
