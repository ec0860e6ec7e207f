import type { Farm } from '../farm/farm.ts';
import type { Command } from './command.ts';
import { type Demand, demandsOf } from './gate.ts';
import type { Person } from './people.ts';
import { admits, askers, type Deed, gateOf } from './policy.ts';

/** Those of farm.yaml's people who can speak to this farmhand: the console is always there, chat platforms where it has a block for them. */
export function reachable({ people, chat }: Pick<Farm, 'people' | 'chat'>): readonly Person[] {
  const platforms = new Set(['console', ...Object.keys(chat)]);
  return [...people.values()].filter(({ identities }) => Object.keys(identities).some((name) => platforms.has(name)));
}

/**
 * What can be asked for by one of these people, and then never be approved by enough of them: names of commands, and of deeds that are none. `own`: of the asker's own
 * VM, which can be had back; else of a VM that is not.
 */
export function unapprovable(
  { policy, vms }: Pick<Farm, 'policy' | 'vms'>,
  commands: readonly Command[],
  people: readonly Person[],
  own = false,
): readonly string[] {
  const deeds: readonly Deed[] = [
    ...commands.flatMap(({ kind, name, ...rest }): readonly Deed[] =>
      kind === 'plan' && 'risk' in rest ? [{ command: name, about: rest.risk, vms: [] }] : [],
    ),
    ...([...vms.values()].some(({ build }) => build)
      ? [{ command: 'rebuild', about: 'disruptive', vms: [] } satisfies Deed]
      : []),
    // One person alone has frozen all there is that is frozen.
    ...(people.length > 1 ? [{ command: 'unfreeze', about: 'safe', vms: [] } satisfies Deed] : []),
  ];
  const known = own ? ({ own, kept: true } as const) : {};
  return deeds.filter((deed) => isStuck(policy, { ...deed, ...known }, people)).map(({ command }) => command);
}

function isStuck(policy: Farm['policy'], deed: Deed, people: readonly Person[]): boolean {
  const demands = demandsOf(gateOf(policy, deed, new Date(0)));
  const may = people.filter((person) => askers(policy, deed).every((who) => admits(who, person)));
  return (
    demands.length > 0 && !may.some((asker) => demands.every((demand) => able(demand, asker, people) >= demand.need))
  );
}

function able({ roles, askerCounts }: Demand, asker: Person, people: readonly Person[]): number {
  return people.filter(
    (person) =>
      (askerCounts || person.name !== asker.name) &&
      (roles.length === 0 || roles.some((role) => person.roles.includes(role))),
  ).length;
}
