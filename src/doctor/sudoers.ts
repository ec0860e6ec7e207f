import type { Farm } from '../farm/farm.ts';
import { type Platform, type Privileged, usedBy } from '../farm/platform.ts';
import { baseOf, privilegedForJobs } from '../ssh/privileged.ts';
import type { HostSettings } from '../ssh/settings.ts';

const everywhere: Omit<Privileged, 'host'> = {
  title: 'every host: jobs can be cancelled, and the doctor can ask',
  commands: [...privilegedForJobs, '/usr/bin/id ^-u$', '/usr/bin/test ^-[frd] /[^ ]+$'],
};

/** What a host needs to be allowed, by title. */
function partsOf(
  farm: Farm,
  host: HostSettings,
  platforms: readonly Platform[],
): ReadonlyMap<string, readonly Omit<Privileged, 'host'>[]> {
  const all = usedBy(farm, platforms).flatMap((platform) => platform.privileged(farm));
  return Map.groupBy([everywhere, ...all.filter((part) => part.host === host.name)], ({ title }) => title);
}

/**
 * Every rule a host needs: path as Debian has it and arguments, as sudoers(5) lists them. Where it is known what programs it has, those of
 * programs that it may do without and has not are left out.
 */
export function rulesOf(
  farm: Farm,
  host: HostSettings,
  platforms: readonly Platform[],
  programs?: ReadonlyMap<string, string>,
): readonly string[] {
  return [...partsOf(farm, host, platforms).values()]
    .flat()
    .flatMap(({ commands, optional }) =>
      optional && programs ? commands.filter((rule) => programs.has(baseOf(pathOf(rule)))) : commands,
    );
}

/** Names of the programs the rules of a host are about. */
export function programsOf(farm: Farm, host: HostSettings, platforms: readonly Platform[]): readonly string[] {
  return [...new Set(rulesOf(farm, host, platforms).map((rule) => baseOf(pathOf(rule))))];
}

/** A rule with its program where the host has it; as Debian has it where the host has none. */
export function placed(rule: string, programs: ReadonlyMap<string, string>): string {
  const path = pathOf(rule);
  return (programs.get(baseOf(path)) ?? path) + rule.slice(path.length);
}

function pathOf(rule: string): string {
  return rule.split(' ', 1)[0] ?? '';
}

/**
 * The sudoers file of a host that is not reached as root: the commands farmhand runs there for the host's roles, and no others.
 * `programs`: where the host has them; undefined: it could not be asked.
 * Several of them are worth as much as root to the person who has the key (a firewall's params are shell, an instance can be given any
 * disk): the file keeps mistakes small, it does not make the key harmless.
 */
export function sudoersOf(
  farm: Farm,
  host: HostSettings,
  platforms: readonly Platform[],
  programs?: ReadonlyMap<string, string>,
): string {
  const titled = [...partsOf(farm, host, platforms)];
  const lines = titled.flatMap(([title, parts]) => [
    '',
    `# ${title}`,
    ...parts
      .flatMap(({ commands }) => commands)
      .map((rule) => `${host.user} ALL=(root) NOPASSWD: ${placed(rule, programs ?? new Map()).replaceAll('#', '\\#')}`),
  ]);
  const remarks = titled
    .flatMap(([, parts]) => parts)
    .flatMap(({ remark }) => (remark ? ['', ...remark.map((line) => `# ${line}`)] : []));
  return `${[
    `# /etc/sudoers.d/farmhand on ${host.name}: what farmhand, logged in as ${host.user}, may do there. Check with: visudo -cf FILE`,
    '# Needs sudo 1.9.10 or later.',
    ...(programs
      ? []
      : ['# The host could not be asked where its programs are: the paths are those of Debian. Check them there.']),
    `Defaults:${host.user} !requiretty`,
    ...lines,
    ...remarks,
  ].join('\n')}\n`;
}
