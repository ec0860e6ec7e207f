import type { Wanted, WantedStep } from '../../engine/plan.ts';
import { parseAddress } from '../../farm/address.ts';
import type { Farm } from '../../farm/farm.ts';
import { vmNamed } from '../../farm/naming.ts';
import { sshPortOf } from '../../farm/pool.ts';
import type { AllocatedVm, Vm } from '../../farm/settings.ts';
import type { PlanningContext } from '../command.ts';
import { Refusal } from '../refusal.ts';
import { allocate } from './allocate.ts';
import { vmLocks } from './locks.ts';
import { farmOn } from './on-node.ts';
import { type Owners, ownersOf } from './owners.ts';
import { required } from './required.ts';

type Context = Pick<PlanningContext, 'farm' | 'look' | 'pending' | 'read'>;

/** How many addresses that no file speaks of may turn out to be in use before the pool is taken for wrong. */
const most = 10;

/**
 * What brings a VM back from the bin, at another address and port where others have its own by now: its entries are made anew for that. Left as it is where nothing is
 * taken, and where no other place can be proposed: then the plan is refused with what is in the way. Throws Refusal where there is none.
 */
export async function placedAgain({ farm, look, pending, read }: Context, wanted: Wanted): Promise<Wanted> {
  const [back] = wanted.steps.flatMap((step) => farm.roles.hypervisor.returns(step) ?? []);
  const had = wanted.values.find(([name]) => name === 'address')?.[1] ?? '';
  if (!back || parseAddress(had) === undefined) return wanted;
  const vm = vmNamed(farm, wanted.subjects[0] ?? '');
  const state = await look();
  const others = (await pending()).filter(({ run }) => run !== wanted.undoes);
  const owners = ownersOf(farm, state, others);
  const port = farm.firewall && sshPortOf(farm.firewall, farm.pool, had);
  const taken = [
    ...holders(vm, owners, { address: had }, had),
    ...(port === undefined ? [] : holders(vm, owners, { port }, `port ${port}`)),
  ];
  if (taken.length === 0 || !canMove(farm, vm, wanted)) return wanted;
  const there = farmOn(farm, back.node);
  const answering = new Map<string, string>();
  for (;;) {
    const { address6: _, ...place } = allocate(farm, vm, state, owners, answering);
    const { neighbour } = await read({ neighbour: farm.roles.guest.neighbour(there, place.address) });
    const { answers, shown } = required(`whether ${place.address} is free`, neighbour);
    if (!answers) return movedTo({ ...place, mac: back.mac }, there, wanted, { had, port, taken });
    answering.set(place.address, `${shown}, which answers there`);
    if (answering.size >= most)
      throw new Refusal(`The first ${most} addresses that nothing speaks of are in use all the same.`);
  }
}

/** Who else has it, in words. */
function holders(
  { name, instance, variable }: Vm,
  owners: Owners,
  asked: { readonly address: string } | { readonly port: number },
  what: string,
): readonly string[] {
  const own: readonly (string | undefined)[] = [name, instance, variable];
  const other = owners.of(asked).find(({ entry }) => entry === undefined || !own.includes(entry));
  return other ? [`${what} is taken by now: ${other.by} has it`] : [];
}

/** Whether its entries can be made anew: one of each kind, and neither its address nor what is made of that is fixed. */
function canMove({ pool }: Farm, { address }: Vm, { values, steps }: Wanted): boolean {
  const six = values.some(([name]) => name === 'IPv6 address') && pool.network6?.by === 'last';
  return address === undefined && !six && !steps.some(({ id }) => /^undo-(a-record|ptr-record|dhcp-host)-/.test(id));
}

interface Before {
  readonly had: string;
  readonly port: number | undefined;
  readonly taken: readonly string[];
}

function movedTo(vm: AllocatedVm, there: Farm, wanted: Wanted, { had, port, taken }: Before): Wanted {
  const { guest, dns, dhcp, firewall } = there.roles;
  const anew = new Map(
    Object.entries({
      'undo-a-record': dns.record(there, vm),
      'undo-ptr-record': dns.pointer(there, vm),
      'undo-dhcp-host': dhcp.host(there, vm),
      'undo-firewall': firewall?.forward(there, vm),
    }),
  );
  const steps = wanted.steps.map((step): WantedStep => {
    const made = anew.get(step.id);
    if (!made) return step;
    const { id, after, provided } = step;
    return { ...made, ...(provided && { provided }), id, after: [...after, 'free'] };
  });
  const given = new Set([`address:${had}`, `port:${port}`]);
  const locks = wanted.locks.filter(({ key }) => !given.has(key));
  const own = vmLocks(vm).filter(({ key }) => !locks.some((lock) => lock.key === key));
  const at = vm.sshPort === undefined ? vm.address : `${vm.address}, and its SSH at port ${vm.sshPort}`;
  return {
    ...wanted,
    values: [
      ...wanted.values.map(([name, value]) => [name, name === 'address' ? vm.address : value] as const),
      ...(vm.sshPort === undefined ? [] : [['SSH port', String(vm.sshPort)] as const]),
    ],
    notes: [
      ...taken,
      `so it comes back at ${at}; what else led to ${had} is not made anew, and a guest that has ${had} in its own files keeps it there`,
      ...wanted.notes,
    ],
    locks: [...locks, ...own],
    steps: [{ ...guest.unused(there, vm), id: 'free', after: [] }, ...steps],
  };
}
