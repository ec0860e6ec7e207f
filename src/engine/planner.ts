import { type Actions, type Risk, riskOf } from './action.ts';
import { checkGraph } from './graph.ts';
import { known, look, type ReadingHosts } from './look.ts';
import { type Plan, type PlannedStep, sealed, type Wanted, type WantedStep } from './plan.ts';
import { conditionsOf, hindrance } from './provided.ts';

/** The hosts do not allow the plan; each reason says which step, what is in the way, and what to do. */
export class PlanBlocked extends Error {
  override name = 'PlanBlocked';
  readonly reasons: readonly string[];
  constructor(title: string, reasons: readonly string[]) {
    super(`cannot ${title}: ${reasons.join('; ')}`);
    this.reasons = reasons;
  }
}

const order: readonly Risk[] = ['safe', 'disruptive', 'destructive'];

/** The worst of several risks; safe when there is none. */
export function worst(risks: readonly Risk[]): Risk {
  return order[Math.max(0, ...risks.map((risk) => order.indexOf(risk)))] as Risk;
}

/** What steps depend on, and what each is under. Throws UnknownAction. */
function lookedAt(steps: readonly WantedStep[], actions: Actions) {
  const invocations = steps.map((step) => known(actions, step));
  const conditions = steps.map((step) => conditionsOf(step, actions));
  return { invocations, conditions, all: [...invocations, ...conditions.flat()] };
}

/**
 * Reads what a plan of such steps will be made from, so that hosts that read once have it by then. Never throws: what keeps it from being read keeps
 * the plan from being made, and that says so.
 */
export async function foresee(steps: readonly WantedStep[], actions: Actions, hosts: ReadingHosts): Promise<void> {
  try {
    await look(hosts, lookedAt(steps, actions).all);
  } catch {
    // The plan itself meets it, if it has such a step.
  }
}

/** Looks at the hosts (one batch each) and says exactly what would be done. Throws PlanBlocked, HostUnreachable, OutcomeUnknown. */
export async function plan(
  { least = 'safe', ...wanted }: Wanted,
  actions: Actions,
  hosts: ReadingHosts,
): Promise<Plan> {
  checkGraph(wanted.steps);
  const { invocations, conditions, all } = lookedAt(wanted.steps, actions);
  const seen = await look(hosts, all);
  const left = seen.slice(invocations.length).values();
  const standings = conditions.map((own) => own.map(() => left.next().value));
  const blocked: string[] = [];
  const steps = wanted.steps.map((step, index): PlannedStep => {
    const { definition, args } = invocations[index] as (typeof invocations)[number];
    // What is undone lay still since it was made: only steps of the undoing itself can change it before this one's turn.
    const planning = wanted.undoes === undefined || step.after.length > 0;
    const judged = definition.judge(args, seen[index] ?? null, planning);
    const planned = { ...step, args, title: definition.title(args), risk: riskOf(definition, args) };
    const against = judged.is === 'done' ? undefined : hindrance(step, standings[index] ?? []);
    if (against?.otherwise === 'skip') return { ...planned, skip: against.why };
    if (against) blocked.push(`${planned.title}: ${against.why}`);
    else if (judged.is === 'blocked') blocked.push(`${planned.title}: ${judged.why}`);
    if (judged.is === 'todo') return { ...planned, effect: judged.effect };
    return { ...planned, skip: judged.why };
  });
  if (blocked.length > 0) throw new PlanBlocked(wanted.title, blocked);
  const risk = worst([least, ...steps.filter(({ effect }) => effect).map((step) => step.risk)]);
  return sealed(JSON.parse(JSON.stringify({ ...wanted, steps, risk })) as Omit<Plan, 'hash'>);
}
