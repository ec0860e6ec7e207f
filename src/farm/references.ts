import { sameText } from './address6.ts';
import type { Inventory, Reference } from './inventory.ts';

/** What is looked for in others' entries: a VM. */
export interface Spoken {
  /** Full name, in lower case. */
  readonly name: string;
  readonly addresses: readonly string[];
  /** Its variable of the firewall, where it has one. */
  readonly variable?: string;
  /** The VM's own entries, by the names inventories give them. */
  readonly own: readonly string[];
}

/** Entries of others that speak of a VM: of its name, an alias of that, an address or its variable. */
export function referencesTo(
  inventories: readonly Inventory[],
  { name, addresses, variable, own }: Spoken,
): readonly Reference[] {
  const entries = new Set(own.map((entry) => entry.toLowerCase()));
  const all = inventories
    .flatMap(({ references }) => references)
    .filter(({ entry }) => entry === undefined || !entries.has(entry.toLowerCase()));
  const names = aliasesOf(all, name);
  // A name without a dot is completed by the domain of the host that has the entry.
  const [short = name] = name.split('.');
  names.add(short);
  const found = all.filter(({ to }) => {
    if ('name' in to) return names.has(bare(to.name));
    if ('address' in to) return addresses.includes(sameText(to.address) ?? to.address);
    return to.variable === variable;
  });
  // One entry may speak of it twice: what breaks counts.
  const worst = [...found].sort((a, b) => Number(a.without === 'breaks') - Number(b.without === 'breaks'));
  const kept = new Map(worst.map((one) => [one.by, one]));
  return [...new Set(found.map(({ by }) => by))].flatMap((by) => kept.get(by) ?? []);
}

/** The name, and every name that is an alias of it or of one of its aliases. */
function aliasesOf(references: readonly Reference[], name: string): Set<string> {
  const names = new Set([name]);
  const aliases = references.flatMap(({ to, by, entry }) =>
    'name' in to && entry !== undefined && /^(CNAME|ALIAS|ANAME)\b/.test(by)
      ? [{ to: bare(to.name), entry: bare(entry) }]
      : [],
  );
  for (let before = 0; before < names.size; ) {
    before = names.size;
    for (const { to, entry } of aliases) if (names.has(to)) names.add(entry);
  }
  return names;
}

/** A name without the dot at its end, in lower case. */
export function bare(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** What a reference speaks of, in words. */
export function showTarget({ to }: Reference): string {
  if ('name' in to) return to.name;
  return 'address' in to ? to.address : to.variable;
}

/** Why a service would refuse its configuration without it; undefined when it would not. */
export function breaking(references: readonly Reference[]): readonly string[] {
  return references.flatMap((one) => (one.without === 'breaks' ? [`${one.by} needs ${showTarget(one)}`] : []));
}
