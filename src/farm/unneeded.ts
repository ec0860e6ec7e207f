import * as z from 'zod';
import { type Action, action, type Invocation, noReceipt } from '../engine/action.ts';
import * as s from './config/scalars.ts';
import type { Farm } from './farm.ts';
import { servicesOf } from './read-state.ts';
import { breaking, referencesTo, type Spoken } from './references.ts';
import type { Inventoried } from './roles/role.ts';
import type { Choices } from './roles/roles.ts';

/** The settings of the services that may speak of a VM. */
type Services = Pick<Farm, 'dns' | 'dhcp' | 'firewall' | 'proxy'>;

const Args = z
  .strictObject({
    name: s.domain,
    addresses: z.array(s.anyAddress),
    variable: s.variableName.optional(),
    /** What it is called in plans of before. */
    param: s.variableName.optional(),
    own: z.array(z.string()),
    services: z.custom<Services>(
      (value) => typeof value === 'object' && value !== null && 'dns' in value && 'dhcp' in value,
    ),
  })
  .transform(({ param, variable = param, ...args }) => ({ ...args, ...(variable !== undefined && { variable }) }));

type Seen = { readonly breaking: readonly string[] };

/** What each service says of who has what. A plan of before platforms could be chosen names none: it means the first of its role. */
function partsOf({ dns, dhcp, firewall, proxy }: Services, choices: Choices): readonly Inventoried[] {
  const played = <Platform extends { readonly kind: string }>(all: readonly Platform[], kind?: string): Platform => {
    const platform = kind === undefined ? all[0] : all.find((one) => one.kind === kind);
    if (!platform) throw new Error(`this farmhand has no platform ${kind}`);
    return platform;
  };
  const roles = {
    hypervisor: played(choices.hypervisor),
    storage: played(choices.storage),
    dns: played(choices.dns, dns.kind),
    dhcp: played(choices.dhcp, dhcp.kind),
    guest: choices.guest,
    builder: choices.builder,
    ...(firewall && { firewall: played(choices.firewall, firewall.kind) }),
    ...(proxy && { proxy: played(choices.proxy, proxy.kind) }),
  };
  return servicesOf({ roles, dns, dhcp, ...(firewall && { firewall }), ...(proxy && { proxy }) });
}

/** The step that makes sure that no service would refuse its configuration without the VM. */
export function unneeded({ dns, dhcp, firewall, proxy }: Farm, spoken: Spoken): Invocation {
  const services = { dns, dhcp, ...(firewall && { firewall }), ...(proxy && { proxy }) };
  return { action: 'vm.unneeded', args: JSON.parse(JSON.stringify({ ...spoken, services })) };
}

/**
 * No service would refuse its configuration without a VM: what speaks of it may have been written since the plan was made. Changes
 * nothing, and has nothing to do: the run goes on, or stops here with the VM as it was.
 */
export const unneededBy = (choices: Choices): Action =>
  action({
    name: 'vm.unneeded',
    risk: 'safe',
    args: Args,
    title: ({ name }) => `make sure that no service needs ${name}`,
    facts: ({ services }) => ({ each: partsOf(services, choices).map(({ facts }) => facts) }),
    see: ({ services, ...spoken }, { each }): Seen => {
      const inventories = partsOf(services, choices).map(({ make }, index) => make(each[index] ?? {}).inventory);
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
    receipt: noReceipt,
    undo: () => ({ by: [] }),
  });
