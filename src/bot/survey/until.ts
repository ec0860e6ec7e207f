import type { Farm } from '../../farm/farm.ts';
import type { Vm } from '../../farm/settings.ts';
import type { VmLease } from '../ownership.ts';
import type { Person } from '../people.ts';
import { leaseDemand } from '../policy.ts';
import { Refusal } from '../refusal.ts';
import { duration } from '../words.ts';

/** How a person asks for the end of a VM. */
interface Asking {
  readonly command: 'clone' | 'extend';
  readonly vm: Pick<Vm, 'name' | 'protected'>;
  readonly person: Pick<Person, 'roles'>;
  /** Seconds that were asked for; null: for ever; undefined: nothing was said. */
  readonly asked: number | null | undefined;
  /** The lease it has. */
  readonly lease?: VmLease | undefined;
  readonly now: Date;
}

/** Until when the VM is lent then, ISO 8601: from its end on where it has one; undefined: for ever. Throws Refusal where the policy wants another. */
export function untilOf({ policy }: Pick<Farm, 'policy'>, asking: Asking): string | undefined {
  const { command, vm, person, asked, lease, now } = asking;
  if (vm.protected && asked)
    throw new Refusal(`${vm.name} is protected, so it has no end; farm.yaml says so, under vms.`);
  const demand = vm.protected ? undefined : leaseDemand(policy, command, vm.name, person);
  const seconds = asked === undefined ? demand?.default : asked;
  if (seconds === undefined || seconds === null) {
    if (!demand) return undefined;
    throw new Refusal(`${vm.name} has to have an end (policy): at most ${duration(demand.most)} from now.`);
  }
  const from = Math.max(now.getTime(), Date.parse(lease?.until ?? '') || 0);
  const until = from + seconds * 1000;
  const latest = now.getTime() + (demand?.most ?? Number.POSITIVE_INFINITY) * 1000;
  if (until > latest) {
    const already = from > now.getTime() ? `, and ${duration((from - now.getTime()) / 1000)} are left` : '';
    throw new Refusal(
      `${vm.name} may have at most ${duration(demand?.most ?? 0)} from now (policy)${already}: ${duration(seconds)} ${already === '' ? 'are' : 'more are'} too many.`,
    );
  }
  return new Date(until).toISOString();
}
