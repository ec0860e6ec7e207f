import * as z from 'zod';
import { action } from '../src/engine/action.ts';
import * as s from '../src/farm/config/scalars.ts';
import type { Inventory } from '../src/farm/inventory.ts';
import { breaking, referencesTo } from '../src/farm/references.ts';
import { type Services, servicesOf } from './read-state.ts';

const Args = z.strictObject({
  name: s.domain,
  addresses: z.array(s.address),
  param: s.paramName.optional(),
  own: z.array(z.string()),
  services: z.custom<Services>(
    (value) => typeof value === 'object' && value !== null && 'dns' in value && 'dhcp' in value,
  ),
});
type Args = z.infer<typeof Args>;

type Seen = { readonly breaking: readonly string[] };

/**
 * No service would refuse its configuration without a VM: what speaks of it may have been written since the plan was made. Changes
 * nothing, and has nothing to do: the run goes on, or stops here with the VM as it was.
 */
export const unneeded = action<Args, Seen>({
  name: 'vm.unneeded',
  risk: 'safe',
  args: Args,
  title: ({ name }) => `make sure that no service needs ${name}`,
  facts: ({ services }) => servicesOf(services).flatMap(({ facts }) => facts),
  see: ({ services, ...spoken }, facts) => {
    const values = [...facts];
    const inventories = servicesOf(services).map(
      ({ facts: own, make }): Inventory => make(values.splice(0, own.length)).inventory,
    );
    return { breaking: breaking(referencesTo(inventories, spoken)) };
  },
  judge: ({ name }, { breaking }) =>
    breaking.length === 0
      ? { is: 'done', why: `no service would refuse its configuration without ${name}` }
      : {
          is: 'blocked',
          why: `a service would refuse its configuration without it, edit that first: ${breaking.join('; ')}`,
        },
  apply: async () => undefined,
  receipt: () => null,
  undo: () => ({ by: [] }),
});
