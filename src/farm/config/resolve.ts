import { join } from 'node:path';
import type { HostSettings } from '../../ssh/settings.ts';
import { parseNetwork } from '../address.ts';
import type { Farm } from '../farm.ts';
import type { PolicyRule } from '../policy-rule.ts';
import type { Around, RoleOf } from '../roles/role.ts';
import type { Choices } from '../roles/roles.ts';
import type { FarmPerson, VmSettings } from '../settings.ts';
import type { WebSettings } from '../web-settings.ts';
import { besideFile } from './beside-file.ts';
import { buildHosts } from './build-hosts.ts';
import { type CommandWords, ownNames } from './command-words.ts';
import { excludedAddresses } from './excluded.ts';
import { blocksByPlatform, byPlatform, type OfKind } from './networks.ts';
import { policyDefaults } from './policy-defaults.ts';
import type { Described } from './role-sections.ts';
import type { Sections } from './sections.ts';
import { withVariable } from './variable-name.ts';
import { urlOf } from './web-schema.ts';

/** What the file does not say itself: where it is, and the environment it is read in. */
export interface Surroundings {
  readonly file: string;
  /** Folder relative paths start from. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly commands: CommandWords | undefined;
}

/** The farm from sections that have passed every check; guest and builder are roles no section chooses a platform for. */
export function resolve(
  sections: Sections,
  { guest, builder }: Pick<Choices, 'guest' | 'builder'>,
  around: Surroundings,
): Farm {
  const only = Object.keys(sections.hosts)[0] ?? '';
  const { dns, dhcp, firewall, proxy, storage } = sections;
  const hypervisor = settingsOf(sections.hypervisor, { only, nodeHost: only });
  const places = { only, nodeHost: hypervisor.nodeHost };
  return {
    file: around.file,
    hosts: new Map([
      ...mapOf(sections.hosts, (name) => hostOf(name, sections.hosts, around)),
      ...buildHosts(sections, hypervisor.nodeHost, around),
    ]),
    slots: new Map(
      Object.entries(sections.hosts).flatMap(([name, { concurrency }]) =>
        concurrency === undefined ? [] : [[name, concurrency]],
      ),
    ),
    roles: {
      hypervisor: sections.hypervisor.platform,
      storage: storage.platform,
      dns: dns.platform,
      dhcp: dhcp.platform,
      guest,
      builder,
      ...(firewall && { firewall: firewall.platform }),
      ...(proxy && { proxy: proxy.platform }),
    },
    hypervisor,
    storage: settingsOf(storage, places),
    dns: settingsOf(dns, places),
    dhcp: settingsOf(dhcp, places),
    ...(firewall && { firewall: settingsOf(firewall, places) }),
    ...(proxy && { proxy: settingsOf(proxy, places) }),
    pool: poolOf(sections),
    naming: defined(withVariable(sections.naming)),
    vms: mapOf(sections.vms, vmOf),
    personalise: sections.personalise,
    proof: { ...sections.proof, port: sections.proof.port ?? (sections.proof.by === 'http' ? 80 : 22) },
    bin: sections.bin,
    people: mapOf(sections.people, personOf),
    policy: policyOf(sections, around),
    timezone: sections.timezone,
    ...(sections.tickets && { tickets: defined(sections.tickets) }),
    ...(sections.web && { web: webOf(sections.web) }),
    chat: blocksByPlatform(sections.chat),
    channels: sections.channels.map(byPlatform),
    ...(sections.drift && { drift: { ...sections.drift, tell: byPlatform(sections.drift.tell) } }),
    ...(sections.drill && { drill: { ...sections.drill, tell: byPlatform(sections.drill.tell) } }),
    data: dataOf(sections, around),
  };
}

/** A platform's settings, as it works them out from its block itself. */
function settingsOf<Settings>({ platform, block }: Described<object, RoleOf<Settings>>, around: Around): Settings {
  return platform.settings.resolve(block as never, around);
}

function webOf({ oidc, ...web }: NonNullable<Sections['web']>): WebSettings {
  return {
    ...defined(web),
    url: urlOf(web),
    ...(oidc && { oidc: { issuer: oidc.issuer, clientId: oidc.client_id, claim: oidc.claim } }),
  };
}

function hostOf(name: string, hosts: Sections['hosts'], around: Surroundings): HostSettings {
  const host = hosts[name] as Sections['hosts'][string];
  const agent = host.agent ?? (host.keys.length === 0 ? around.env.SSH_AUTH_SOCK : undefined);
  const sudo = host.sudo ?? host.user !== 'root';
  return {
    name,
    address: host.address ?? name,
    port: host.port,
    user: host.user,
    keyFiles: host.keys.map((key) => besideFile(key, around)),
    ...(agent && { agent: besideFile(agent, around) }),
    knownHostsFile: besideFile(host.known_hosts, around),
    ...(host.jump && { jump: host.jump }),
    sudo,
    state: host.state,
    path: host.path,
  };
}

function vmOf(name: string, { build, ...block }: Sections['vms'][string]): VmSettings {
  const vm = withVariable(block);
  if (!build) return { name, ...defined(vm) };
  const { ssh: _, ...own } = build;
  return { name, ...defined(vm), build: { host: name, ...defined(own) } };
}

function poolOf({ pool }: Sections): Farm['pool'] {
  const network = parseNetwork(pool.network);
  const excluded = network ? pool.exclude.flatMap((entry) => excludedAddresses(network, entry) ?? []) : [];
  return {
    network: pool.network,
    excluded: [...new Set(excluded)],
    ...(pool.network6 && { network6: pool.network6 }),
  };
}

function personOf(name: string, { roles, quota, ...identities }: Sections['people'][string]): FarmPerson {
  return {
    ...{ name, roles, identities: byPlatform(identities as Readonly<Record<string, OfKind>>) },
    ...(quota && { quota: defined(quota) }),
  };
}

/** What a rule leaves out is as the default for each risk has it. */
function policyOf(sections: Sections, { commands: known }: Surroundings): readonly PolicyRule[] {
  const policy = sections.policy.map((rule) => ({ ...rule, commands: [...ownNames(rule.commands, known)] }));
  const meet = <T>(one: readonly T[], other: readonly T[]) =>
    one.length === 0 || other.length === 0 || one.some((entry) => other.includes(entry));
  const own = policy.flatMap((rule) => {
    const fitting = policyDefaults.filter(
      ({ commands, risks, own }) =>
        meet(risks, rule.risks) && meet(commands, rule.commands) && !(own && rule.approvals),
    );
    return fitting.map((fallback) => ruleOf(rule, fallback));
  });
  return [...own, ...policyDefaults];
}

function ruleOf(
  { commands, vms, idle_for: idleFor, own, who, approvals, keep, windows, lease }: Sections['policy'][number],
  fallback: PolicyRule,
): PolicyRule {
  return {
    commands: fallback.commands.length > 0 ? fallback.commands : commands,
    vms,
    risks: fallback.risks,
    ...(idleFor !== undefined && { idleFor }),
    ...((own ?? fallback.own) && { own: true }),
    ...(fallback.kept && { kept: true }),
    who: who ?? fallback.who,
    approvals: approvals
      ? {
          need: approvals.need,
          roles: approvals.roles,
          askerCounts: approvals.asker_counts,
          expires: approvals.expires,
        }
      : fallback.approvals,
    ...(keep !== undefined && { keep }),
    ...(windows && { windows }),
    ...(lease && { lease }),
  };
}

function dataOf({ data }: Sections, around: Surroundings): Farm['data'] {
  const folder = besideFile(data.folder, around);
  return { folder, journal: data.journal ? besideFile(data.journal, around) : join(folder, 'journal.sqlite') };
}

function mapOf<In, Out>(
  record: Readonly<Record<string, In>>,
  make: (name: string, value: In) => Out,
): Map<string, Out> {
  return new Map(Object.entries(record).map(([name, value]) => [name, make(name, value)]));
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

/** Without the members that are undefined. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;
}
