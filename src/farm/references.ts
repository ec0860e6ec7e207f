import type { Inventory, Reference } from './inventory.ts';

/** What is looked for in others' entries: a VM. */
export interface Spoken {
  /** Full name, in lower case. */
  readonly name: string;
  readonly addresses: readonly string[];
  /** Its param of the firewall, where it has one. */
  readonly param?: string;
  /** The VM's own entries, by the names inventories give them. */
  readonly own: readonly string[];
}

/** Entries of others that speak of a VM: of its name, an address or its param. */
export function referencesTo(
  inventories: readonly Inventory[],
  { name, addresses, param, own }: Spoken,
): readonly Reference[] {
  const entries = new Set(own.map((entry) => entry.toLowerCase()));
  const speaks = ({ to }: Reference): boolean => {
    if ('name' in to) return to.name.toLowerCase().replace(/\.$/, '') === name;
    return 'address' in to ? addresses.includes(to.address) : to.param === param;
  };
  const found = inventories
    .flatMap(({ references }) => references)
    .filter((one) => speaks(one) && !(one.entry !== undefined && entries.has(one.entry.toLowerCase())));
  return [...new Map(found.map((one) => [one.by, one])).values()];
}

/** What a reference speaks of, in words. */
export function showTarget({ to }: Reference): string {
  if ('name' in to) return to.name;
  return 'address' in to ? to.address : to.param;
}

/** Why a service would refuse its configuration without it; undefined when it would not. */
export function breaking(references: readonly Reference[]): readonly string[] {
  return references.flatMap((one) => (one.without === 'breaks' ? [`${one.by} needs ${showTarget(one)}`] : []));
}
