import type { RunNews } from '../../src/bot/news.ts';
import { counted } from '../../src/bot/words.ts';
import type { RunView } from '../../src/engine/run.ts';
import { type Content, lines } from './blocks.ts';
import { cut, escaped } from './plain.ts';
import { took } from './plan.ts';
import { isFinished } from './steps.ts';

/** How a run ended, and what can be typed now, as a message of its own: it names the asker, so that they are told. */
export function ending(told: RunNews): Content {
  const { view, asker } = told;
  const text = cut(outcome(told).join('\n'), 2500);
  const name = asker === undefined ? `${escaped(view.by)}: ` : `<@${asker}>: `;
  return {
    text: name + escaped(text),
    blocks: [asker === undefined ? lines(`${view.by}: ${text}`) : lines(text, { to: asker })],
  };
}

function outcome({ view, undoable }: RunNews): readonly string[] {
  const { run, plan, state, settled, why = state } = view;
  switch (state) {
    case 'done':
      return [
        `run ${run} is done${took(view)}: ${plan.title}.${undoable ? ` !undo ${run} takes it back.` : ''}`,
        ...(view.why === undefined ? [] : [view.why]),
      ];
    case 'failed':
      return failure(view);
    case 'cancelled':
      return settled
        ? [`run ${run} is cancelled: ${why}.`]
        : [
            `run ${run} is cancelled after ${counted(view.steps.filter(isFinished).length, 'step')}: ${why}.`,
            whatNow(run),
          ];
    case 'undone':
      return [`run ${run} (${plan.title}) was ${why}.`];
    case 'denied':
      return [`run ${run} (${plan.title}) was ${why}. Nothing was done.`];
    default:
      return [`run ${run}: ${why}. Nothing was done. !${plan.command} asks again.`];
  }
}

function failure(view: RunView): readonly string[] {
  const { run, steps, settled, plan, why = 'no reason is known' } = view;
  const step = steps.find(({ state }) => state === 'failed');
  const cause = (step?.why ?? why).split('\n').slice(0, 3).join('\n');
  const at = step ? ` at step ${steps.indexOf(step) + 1} of ${steps.length}, ${step.title}` : '';
  const now = settled ? `Nothing was begun. !${plan.command} asks again.` : whatNow(run);
  return [`run ${run} failed${at}: ${cause}`, now + (step ? ` !log ${run} ${step.id} shows more.` : '')];
}

function whatNow(run: number): string {
  return `!retry ${run} goes on from there, !undo ${run} takes back what was done, !cancel ${run} leaves it as it is.`;
}
