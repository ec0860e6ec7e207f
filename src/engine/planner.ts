import type { Hosts } from '../ssh/host.ts';
import type { Actions, Risk } from './action.ts';
import { checkGraph } from './graph.ts';
import { known, look } from './look.ts';
import { type Plan, type PlannedStep, sealed, type Wanted } from './plan.ts';

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

/** Looks at the hosts (one batch each) and says exactly what would be done. Throws PlanBlocked, HostUnreachable, OutcomeUnknown. */
export async function plan({ least = 'safe', ...wanted }: Wanted, actions: Actions, hosts: Hosts): Promise<Plan> {
  checkGraph(wanted.steps);
  const invocations = wanted.steps.map((step) => known(actions, step));
  const seen = await look(hosts, invocations);
  const blocked: string[] = [];
  const steps = wanted.steps.map((step, index): PlannedStep => {
    const { definition, args } = invocations[index] as (typeof invocations)[number];
    const judged = definition.judge(args, seen[index] ?? null, true);
    const planned = { ...step, args, title: definition.title(args), risk: definition.risk };
    if (judged.is === 'todo') return { ...planned, effect: judged.effect };
    if (judged.is === 'blocked') blocked.push(`${planned.title}: ${judged.why}`);
    return { ...planned, skip: judged.why };
  });
  if (blocked.length > 0) throw new PlanBlocked(wanted.title, blocked);
  const risk = worst([least, ...steps.filter(({ effect }) => effect).map((step) => step.risk)]);
  return sealed(JSON.parse(JSON.stringify({ ...wanted, steps, risk })) as Omit<Plan, 'hash'>);
}
