import * as z from 'zod';
import type { RoleOf } from '../roles/role.ts';
import type { Choices, Roles } from '../roles/roles.ts';

type Role = Exclude<keyof Choices, 'guest' | 'builder'>;

const roles: readonly Role[] = ['hypervisor', 'storage', 'dns', 'dhcp', 'firewall', 'proxy'];
/** A farm may have none that farmhand looks after. */
const dispensable: ReadonlySet<Role> = new Set(['firewall', 'proxy']);

/** A block of farm.yaml that describes who plays a role, and the platform it chooses. */
export interface Described<Block, Platform> {
  /** Name of the section it stands in. */
  readonly section: string;
  readonly platform: Platform;
  readonly block: Block;
}

interface HostBlock {
  readonly host?: string | undefined;
}

interface DnsBlock extends HostBlock {
  readonly forward: { readonly zone: string };
  readonly reverse?: { readonly zone: string } | undefined;
  readonly reverse6?: { readonly zone: string } | undefined;
}

interface HypervisorBlock extends HostBlock {
  readonly node?: string | undefined;
  readonly node_host?: string | undefined;
  readonly nodes?: Readonly<Record<string, string>> | undefined;
  readonly memory: number;
  readonly balloon: number | null;
}

interface FirewallBlock extends HostBlock {
  readonly ssh_base: number;
}

/** What every platform of a role has in its block, whatever else it has. */
export interface RoleBlocks {
  readonly hypervisor: Described<HypervisorBlock, Roles['hypervisor']>;
  readonly storage: Described<object, Roles['storage']>;
  readonly dns: Described<DnsBlock, Roles['dns']>;
  readonly dhcp: Described<HostBlock, Roles['dhcp']>;
  readonly firewall?: Described<FirewallBlock, NonNullable<Roles['firewall']>>;
  readonly proxy?: Described<HostBlock, NonNullable<Roles['proxy']>>;
}

/** The sections of farm.yaml that describe who plays each role: one for each name its platforms are described under. */
export function roleSections(choices: Choices): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(
    roles.flatMap((role) => {
      const sections = bySection(choices, role);
      return sections.map(([section, platforms]) => [
        section,
        sectionOf(platforms, sections.length > 1 || dispensable.has(role)),
      ]);
    }),
  );
}

/** Who plays each role, from the sections that were read without error. */
export function roleBlocks(sections: Readonly<Record<string, unknown>>, choices: Choices): Partial<RoleBlocks> {
  const found = roles.flatMap((role) =>
    bySection(choices, role).flatMap(([section, platforms]) => {
      const block = sections[section];
      if (typeof block !== 'object' || block === null) return [];
      const kind = 'kind' in block && block.kind !== undefined ? block.kind : platforms[0]?.kind;
      const platform = platforms.find((one) => one.kind === kind);
      return platform ? [[role, { section, platform, block }] as const] : [];
    }),
  );
  return Object.fromEntries(found) as Partial<RoleBlocks>;
}

function bySection(choices: Choices, role: Role): readonly (readonly [string, readonly RoleOf<unknown>[]])[] {
  const all: readonly RoleOf<unknown>[] = choices[role];
  return [...Map.groupBy(all, ({ settings }) => settings.section)];
}

/** One platform's block, or any of several, distinguished by `kind`. One that needs no setting may be left out. */
function sectionOf(platforms: readonly RoleOf<unknown>[], optional: boolean): z.ZodType {
  const [first, ...others] = platforms.map(({ settings }) => settings.schema);
  if (!first) throw new Error('a section of farm.yaml has one platform or more');
  const schema = others.length === 0 ? first : z.discriminatedUnion('kind', [first, ...others] as never);
  if (optional) return schema.optional();
  return first.safeParse({}).success ? schema.prefault({} as never) : schema;
}
