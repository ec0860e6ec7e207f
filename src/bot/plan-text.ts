import type { FileChange } from '../engine/action.ts';
import type { Plan, PlannedStep } from '../engine/plan.ts';
import { shortHash } from './approvals.ts';
import { counted, listed, table } from './words.ts';

/** What a plan is about: title, the values chosen, what people should know. */
export function planHead(plan: Plan, run?: number): readonly string[] {
  const name = run === undefined ? 'Plan' : `Plan ${run}`;
  const values = table(plan.values.map(([key, value]) => [`  ${key}`, value]));
  return [
    `${name} (${shortHash(plan.hash)}): ${plan.title}`,
    ...values,
    ...[...plan.notes, ...remarkLines(plan)].map((text) => `  ${text}`),
  ];
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
  const idle = plan.steps.filter(({ effect }) => effect === undefined).length;
  const rest = idle > 0 ? `, ${idle} of them with nothing to do` : '';
  const decided = (plan.decisions ?? []).map(({ title }) => `  decides: ${title}`);
  if (plan.steps.length === 0) return decided;
  const rows = plan.steps.map((step) => [`  ${step.id}`, `${step.title}${remark(step)}`]);
  return [`${counted(plan.steps.length, 'step')}${rest}; the worst is ${plan.risk}:`, ...table(rows), ...decided];
}

/** What people should see at once of a step: that it does nothing, or who may notice. */
function remark({ effect, skip, risk }: PlannedStep): string {
  if (!effect) return `: nothing to do, ${skip}`;
  return risk === 'safe' ? '' : ` (${risk})`;
}

/** Everything that was, or will be, approved: every step, its commands and its changes to files, and the hash. */
export function planInFull(plan: Plan, run?: number): readonly string[] {
  return [
    ...planHead(plan, run),
    ...plan.steps.flatMap((step, index) => stepInFull(step, index + 1)),
    ...(plan.decisions ?? []).map(({ title }) => `decides: ${title}`),
    `hash ${plan.hash}`,
  ];
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
