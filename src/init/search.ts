import { type Discovered, type FoundVm, type GuessedSettings, isGuess, valuesOf } from '../farm/discovery.ts';
import { linesPart } from '../farm/lines-fact.ts';
import { listed } from '../farm/listed.ts';
import type { Platform, RoleName } from '../farm/platform.ts';
import { readParts } from '../farm/read-parts.ts';
import { told } from '../farm/reading.ts';
import type { RoleOf } from '../farm/roles/role.ts';
import type { Roles } from '../farm/roles/roles.ts';
import type { Reading } from '../farm/state.ts';
import type { Hosts } from '../ssh/host.ts';

/** Roles that farm.yaml has a section for. */
type Described = Exclude<RoleName, 'guest' | 'builder'>;

/** A platform as it was found on one host. */
export interface Candidate<Role extends Described = Described> extends Discovered {
  readonly host: string;
  readonly role: Role;
  readonly plays: NonNullable<Roles[Role]>;
  readonly kind: string;
  readonly title: string;
  /** It is what the role has where farm.yaml names none. */
  readonly usual: boolean;
}

/** A look for platforms on hosts of which nothing is known yet. */
export interface Search {
  readonly hosts: Hosts;
  /** Of the hosts; the first plays what names no host. */
  readonly names: readonly string[];
  /** What each host calls itself. */
  readonly machines: ReadonlyMap<string, string>;
  /** What a person should know; grows with each find. */
  readonly remarks: string[];
  /** Who may play a role on some of the hosts, whoever knows the most VMs first. */
  find<Role extends Described>(
    role: Role,
    on: readonly string[],
    vms: readonly FoundVm[],
  ): Promise<readonly Candidate<Role>[]>;
}

/** Asks each host which programs it has. Throws when one of them does not answer. */
export async function beginSearch(
  hosts: Hosts,
  names: readonly string[],
  platforms: readonly Platform[],
): Promise<Search> {
  const programs = [...new Set(platforms.flatMap(({ discovery }) => discovery?.program ?? []))];
  const script = 'uname -n; for program; do ! command -v "$program" >/dev/null 2>&1 || printf "%s\\n" "$program"; done';
  const answers = await readParts(
    hosts,
    Object.fromEntries(names.map((name) => [name, linesPart(name, script, programs)])),
  );
  const said = new Map(Object.entries(answers).flatMap(([name, one]) => (one ? [[name, told(one)] as const] : [])));
  const remarks: string[] = [];
  return {
    hosts,
    names,
    remarks,
    machines: new Map([...said].map(([name, [machine = '']]) => [name, machine])),
    async find<Role extends Described>(role: Role, on: readonly string[], vms: readonly FoundVm[]) {
      const able = platforms.filter((platform) => platform.role === role);
      const places = able.flatMap((platform) => {
        const { discovery } = platform;
        const where = on.filter((host) => discovery && said.get(host)?.slice(1).includes(discovery.program));
        return where.map((host) => ({ platform, host, part: discovery?.find(host, vms) }));
      });
      const read = await readParts(hosts, Object.fromEntries(places.map(({ part }, at) => [at, part])));
      const failures: string[] = [];
      const found = places.flatMap(({ platform, host }, at): readonly Candidate<Role>[] => {
        const { kind, title } = platform;
        const plays = platform.plays as Candidate<Role>['plays'];
        const reading: Reading<Discovered | undefined> | undefined = read[at];
        if (reading && 'unknown' in reading) failures.push(`${title}: ${reading.unknown}`);
        if (!reading || 'unknown' in reading || !reading.known) return [];
        const { settings, remarks: own = [] } = reading.known;
        if (Object.keys(settings).length === 0) {
          failures.push(...own.map((remark) => `${host}: ${remark}`));
          return [];
        }
        const one = { ...reading.known, host, role, plays, kind, title, usual: platform === able[0] };
        const problem = misfit(one);
        if (problem === undefined) return [one];
        remarks.push(`${host}: ${title} is there, but farm.yaml cannot say ${problem}`);
        return [];
      });
      // A node that is not the master says so, and that does not matter once the master is found; so with a zone that is another platform's.
      if (!found.some(({ knows }) => knows > 0)) remarks.push(...failures);
      return found.toSorted((a, b) => b.knows - a.knows);
    },
  };
}

/** Nothing usable was found; what was found in the way follows, a line each. */
export function missing({ names, remarks }: Search, what: string): Error {
  return new Error([`${what}; looked on ${listed(names)}`, ...remarks].join('\n'));
}

/** What its platform's schema does not take. */
function misfit(one: Pick<Candidate, 'kind' | 'plays' | 'settings'>): string | undefined {
  const issue = one.plays.settings.schema.safeParse(blockOf(one)).error?.issues[0];
  return issue && `${issue.path.join('.')}: expected ${issue.message}`;
}

function blockOf({ kind, settings }: Pick<Candidate, 'kind' | 'settings'>): object {
  return { kind, ...valuesOf(settings) };
}

/** The farm's settings of it, as they will be by farm.yaml. */
export function settingsOf<Settings>(
  { names: [only = ''] }: Search,
  one: Pick<Candidate, 'kind' | 'settings' | 'host'> & { readonly plays: RoleOf<Settings> },
  nodeHost: string,
): Settings {
  const { schema, resolve } = one.plays.settings;
  const block = schema.parse({ ...blockOf(one), ...('host' in schema.shape && { host: one.host }) });
  return resolve(block as never, { only, nodeHost });
}

/** The guess of a setting that is a word; empty where there is none. */
export function guessed(settings: GuessedSettings, name: string): string {
  const entry = settings[name];
  return entry && isGuess(entry) ? String(entry.value) : '';
}
