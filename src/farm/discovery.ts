import type { Part } from './read-parts.ts';
import type { ProxySite } from './state.ts';

/** A value for a setting of farm.yaml that was found on a host. */
export interface Guess<T = unknown> {
  readonly value: T;
  /** What it is taken from, in words. */
  readonly from: string;
  /** Another value may be meant: a person has to look. */
  readonly unsure?: boolean;
}

/** A VM as the hypervisor lists it, and where its name leads. */
export interface FoundVm {
  /** Full name. */
  readonly instance: string;
  readonly address?: string;
  /** As RFC 5952 writes it. */
  readonly address6?: string;
  /** Lower case. */
  readonly macs?: readonly string[];
  /** Names of its volumes, as the storage has them. */
  readonly volumes: readonly string[];
}

/** What a platform found out about itself on one host. */
export interface Discovered {
  /** Its section of farm.yaml without `kind` and `host`: a guess for each setting, sections in it nested. */
  readonly settings: GuessedSettings;
  /** How many of the VMs it knows: of several hosts or platforms, the one that knows the most is taken. */
  readonly knows: number;
  /** What else a person should know. */
  readonly remarks?: readonly string[];
}

export interface GuessedSettings {
  readonly [name: string]: Guess | GuessedSettings;
}

/** How a platform is found on a host that no farm.yaml describes yet. Of built-in platforms: it is farm.yaml that names plugins. */
export interface Discovery {
  /** The program that is there where the platform is. */
  readonly program: string;
  /**
   * Reads the host, changes nothing, and may throw. `vms`: those there are; none while the hypervisor itself is looked for.
   * Undefined: the program is there, but it does nothing that farmhand could look after.
   */
  find(host: string, vms: readonly FoundVm[]): Part<Discovered | undefined>;
}

/** Whether it is a guess, and no section with guesses in it. */
export function isGuess(entry: Guess | GuessedSettings): entry is Guess {
  return 'from' in entry && typeof entry.from === 'string';
}

/** The values alone, as the platform's schema takes them. */
export function valuesOf(settings: GuessedSettings): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, entry]) => [name, isGuess(entry) ? entry.value : valuesOf(entry)]),
  );
}

/** What occurs most often, how often, and of how many; of several the first. Undefined where there is nothing. */
export function mostCommon<T>(
  all: readonly T[],
): { readonly value: T; readonly times: number; readonly of: number } | undefined {
  const [best] = [...Map.groupBy(all, (one) => one)].sort(([, a], [, b]) => b.length - a.length);
  return best && { value: best[0], times: best[1].length, of: all.length };
}

/** What an entry about one of the VMs may be called: by its full name, its first label, or its address. */
export function namesOf(vms: readonly FoundVm[]): ReadonlySet<string> {
  return new Set(
    vms.flatMap(({ instance, address = instance }) => [instance, instance.split('.')[0] ?? instance, address]),
  );
}

/** The hosts a site leads to, whether a scheme is written before them or not. */
export function hostsOf({ targets }: Pick<ProxySite, 'targets'>): readonly string[] {
  return targets.map((target) => target.replace(/^\w+:\/\//, '').split(/[:/]/)[0] ?? '');
}
