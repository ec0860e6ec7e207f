import type { CommandContext, Reading } from '../src/bot/command.ts';
import type { AnswerData } from '../src/bot/documents/answers.ts';
import { eventText } from '../src/bot/event-text.ts';
import { stepInFull } from '../src/bot/plan-text.ts';
import { Refusal } from '../src/bot/refusal.ts';
import { listed, timeOfDay } from '../src/bot/words.ts';
import { read } from '../src/engine/events.ts';
import type { RunView, StepView } from '../src/engine/run.ts';
import type { Part } from '../src/farm/read-parts.ts';

export const log: Reading = {
  name: 'log',
  kind: 'read',
  elsewhere: ['logs', 'tail', 'journal', 'output', 'events'],
  usage: 'log N [STEP]',
  summary: 'Shows all that happened to run N, or to one step of it.',
  details: [
    'Of a long one the end comes first; !more shows what was before. Times are UTC.',
    'With STEP: its commands, its changes to files, and what it really changed.',
  ],
  examples: [
    { after: ['clone gallifrey dev'], say: 'log 1', shows: 'planned for' },
    { after: ['clone gallifrey dev'], say: 'log 1 snapshot', shows: 'lvcreate' },
  ],
  answer: async (context) => {
    const view = await context.runService.run(context.args[0] ?? '');
    const step = context.args[1];
    if (step !== undefined) {
      const [headline = '', ...lines] = await ofStep(view, step, context);
      return { tone: 'answer', headline, lines, endFirst: true };
    }
    const events = await ofRun(view, context);
    const lines = events.map(({ at, text }) => `${timeOfDay(at)} ${text}`);
    const data = { kind: 'log', run: view.run, events } as const;
    return { tone: 'answer', headline: title(view), lines, endFirst: true, data };
  },
};

type LogEvents = Extract<AnswerData, { kind: 'log' }>['events'];

async function ofRun(view: RunView, { runService }: CommandContext): Promise<LogEvents> {
  const events = await runService.events(view.run);
  return events.flatMap((event) => {
    const meant = read(event);
    const text = eventText(meant, view);
    const { seq, at, type } = event;
    return text === undefined ? [] : [{ seq, at, type, ...('step' in meant && { step: meant.step }), text }];
  });
}

function title({ run, plan, by, state, plannedAt }: RunView): string {
  return `Run ${run}: ${plan.title}, asked by ${by}, ${state}. ${plannedAt.slice(0, 10)}`;
}

async function ofStep(view: RunView, id: string, { read, farm }: CommandContext): Promise<readonly string[]> {
  const index = view.steps.findIndex((step) => step.id === id);
  const step = view.steps[index];
  if (!step)
    throw new Refusal(`Run ${view.run} has no step ${id}. Its steps: ${listed(view.steps.map((known) => known.id))}.`);
  return [...stepInFull(step, index + 1), ...outcome(step), ...(await printed(farm.roles.builder.printed(step), read))];
}

/** The end of what a build has printed, as the VM has kept it. */
async function printed(
  part: Part<readonly string[]> | undefined,
  read: CommandContext['read'],
): Promise<readonly string[]> {
  if (!part) return [];
  const { output } = await read({ output: part });
  return 'known' in output ? output.known.map((line) => `   | ${line}`) : [`   not known: ${output.unknown}`];
}

function outcome(step: StepView): readonly string[] {
  const { state, attempt, why, receipt, beganAt, endedAt } = step;
  const times = [beganAt && `begun ${timeOfDay(beganAt)}`, endedAt && `ended ${timeOfDay(endedAt)}`].filter(Boolean);
  return [
    `   ${[state, ...times, ...(attempt > 1 ? [`attempt ${attempt}`] : [])].join(', ')}`,
    ...(why === undefined ? [] : [`   why: ${why}`]),
    ...(receipt === undefined || receipt === null ? [] : [`   changed: ${JSON.stringify(receipt)}`]),
  ];
}
