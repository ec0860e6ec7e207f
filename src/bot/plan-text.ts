import type { FileChange } from '../engine/action.ts';
import type { Plan, PlannedStep } from '../engine/plan.ts';
import type { Line, Reply, Row } from './adapter.ts';
import { shortHash } from './approvals.ts';
import { counted, listed, table } from './words.ts';

/** What a plan is about: title, the values chosen, what people should know. */
export function planHead(plan: Plan, run?: number): readonly string[] {
  const name = run === undefined ? 'Plan' : `Plan ${run}`;
  const values = table(plan.values.map(([key, value]) => [`  ${key}`, value]));
  return [`${name} (${shortHash(plan.hash)}): ${plan.title}`, ...values, ...noteLines(plan).map((text) => `  ${text}`)];
}

/** What people should know of a plan, a line each: what is lost, what it costs, what was said with it. */
export function noteLines(plan: Plan): readonly string[] {
  return [...(plan.losses ?? []), ...plan.notes, ...remarkLines(plan)];
}

/** What was said with a plan: for which ticket it is, and why. */
export function remarkLines({ ticket, because, override }: Plan): readonly string[] {
  return [
    ...(ticket ? [`ticket: ${[ticket.name, ...(ticket.link === undefined ? [] : [ticket.link])].join(' ')}`] : []),
    ...(because === undefined ? [] : [`because: ${because}`]),
    ...(override ? ['it takes one approving person more, since it overrides what keeps it from beginning'] : []),
  ];
}

/** One line a step. */
export function planSteps(plan: Plan): readonly string[] {
  const rows = table(stepRows(plan).map(([id = '', text = '']) => [`  ${id}`, text]));
  return plan.steps.length === 0 ? decisionLines(plan) : [`${costText(plan)}:`, ...rows, ...decisionLines(plan)];
}

/** "14 steps, 2 of them with nothing to do; the worst is disruptive" */
function costText({ steps, risk }: Plan): string {
  const idle = steps.filter(({ effect }) => effect === undefined).length;
  return `${counted(steps.length, 'step')}${idle > 0 ? `, ${idle} of them with nothing to do` : ''}; the worst is ${risk}`;
}

function stepRows({ steps }: Plan): readonly Row[] {
  return steps.map((step) => [step.id, `${step.title}${remark(step)}`]);
}

function decisionLines({ decisions = [] }: Plan): readonly string[] {
  return decisions.map(({ title }) => `  decides: ${title}`);
}

/**
 * A plan as an answer: what it does and what it costs, in one line; what of it is risky, the worst first; values and notes in few lines; then `lines`, or each
 * step.
 */
export function planShown(
  plan: Plan,
  run?: number,
  lines?: readonly Line[],
): Pick<Reply, 'headline' | 'findings' | 'lines'> {
  const name = run === undefined ? 'Plan' : `Plan ${run}`;
  const cost = plan.steps.length === 0 ? '' : `: ${costText(plan)}`;
  const risky = (['destructive', 'disruptive'] as const).flatMap((risk) => {
    const titles = plan.steps.filter((step) => step.effect && step.risk === risk).map(({ title }) => title);
    return titles.length > 0 ? [`${risk}: ${titles.join('; ')}`] : [];
  });
  const values = plan.values.map(([key, value]) => `${key} ${value}`).join(', ');
  return {
    headline: `${name} (${shortHash(plan.hash)}): ${plan.title}${cost}`,
    findings: risky,
    lines: [
      ...(values === '' ? [] : [values]),
      ...noteLines(plan),
      ...(lines ?? [...stepRows(plan), ...decisionLines(plan)]),
    ],
  };
}

/** What people should see at once of a step: that it does nothing, or who may notice. */
function remark({ effect, skip, risk }: PlannedStep): string {
  if (!effect) return `: nothing to do, ${skip}`;
  return risk === 'safe' ? '' : ` (${risk})`;
}

/** Everything that was, or will be, approved: every step, its commands and its changes to files, and the hash. */
export function planInFull(plan: Plan, run?: number): Pick<Reply, 'headline' | 'findings' | 'lines'> {
  return planShown(plan, run, [
    ...plan.steps.flatMap((step, index) => stepInFull(step, index + 1)),
    ...(plan.decisions ?? []).map(({ title }) => `decides: ${title}`),
    `hash ${plan.hash}`,
  ]);
}

/** A step with its commands and its changes to files. */
export function stepInFull(step: PlannedStep, number: number): readonly string[] {
  const after = step.after.length > 0 ? `, after ${listed(step.after)}` : '';
  const head = `${number}. ${step.id}: ${step.title} (${step.risk}${after})`;
  if (!step.effect) return [head, `   nothing to do: ${step.skip}`];
  const { commands, changes = [] } = step.effect;
  return [head, ...commands.map((command) => `   $ ${command}`), ...changes.flatMap(changeLines)];
}

function changeLines({ host, path, removed, added, volatile = [] }: FileChange): readonly string[] {
  return [
    `   ${path} on ${host}:`,
    ...[...removed, ...volatile.map((pair) => pair.removed)].map((line) => `   - ${line}`),
    ...[...added, ...volatile.map((pair) => pair.added)].map((line) => `   + ${line}`),
  ];
}
