import type { Gate } from '../engine/run.ts';

/** One thing a gate asks for: so many people, of a kind. */
export type Demand = Omit<Gate, 'also'>;

/** All that a gate asks for; each has to be fulfilled. */
export function demandsOf(gate: Gate | undefined): readonly Demand[] {
  if (!gate) return [];
  const { also = [], ...first } = gate;
  return [first, ...also];
}

/**
 * A gate that is open only when every one of these is; undefined when none asks for anything. Where they differ in kind (two people
 * of any role, one operator), all of it is asked for. It expires when the first of them does.
 */
export function strictest(gates: readonly (Gate | undefined)[]): Gate | undefined {
  const demands = gates.flatMap(demandsOf).filter(({ need }) => need > 0);
  const left = demands.filter(
    (one, index) =>
      !demands.some((other, at) => at !== index && implies(other, one) && !(at > index && implies(one, other))),
  );
  const [first, ...also] = left;
  if (!first) return undefined;
  const expires = demands.map((demand) => demand.expires).reduce((a, b) => (Date.parse(a) < Date.parse(b) ? a : b));
  return { ...first, expires, ...(also.length > 0 && { also }) };
}

/** Whether whatever fulfils `strict` fulfils `mild`. */
function implies(strict: Demand, mild: Demand): boolean {
  return (
    strict.need >= mild.need &&
    (mild.askerCounts || !strict.askerCounts) &&
    (mild.roles.length === 0 || (strict.roles.length > 0 && strict.roles.every((role) => mild.roles.includes(role))))
  );
}
