import type { Finding } from '../farm/finding.ts';
import type { Host } from '../ssh/host.ts';
import type { HostSettings } from '../ssh/settings.ts';
import { sampleOf } from './sample.ts';

/** `$1…` commands, each one line. Prints those sudo(8) would ask a password for, or refuse; nothing is run. */
const script = `
for line; do
  set -f
  set -- $line
  as_root -l -- "$@" >/dev/null 2>&1 </dev/null || printf '%s\\n' "$line"
done
`;

/** `$1…` programs. Prints where each is that is there: `NAME PATH`. */
const where = `
for program; do
  found=$(command -v -- "$program") && printf '%s %s\\n' "$program" "$found"
done
`;

/** The full paths of programs on a host, by name; those it does not have are missing. Throws HostUnreachable, OutcomeUnknown. */
export async function programsOn(host: Host, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await host.run({ script: where, args: names });
  return new Map(
    stdout.split('\n').flatMap((line) => {
      const [, name, path] = /^(\S+) (\/\S+)$/.exec(line) ?? [];
      return name === undefined || path === undefined ? [] : [[name, path] as const];
    }),
  );
}

/**
 * Tries each rule farmhand needs with a command it fits: `sudo -n -l` says whether it would be let through, and runs nothing.
 * `rules`: path and arguments, as sudoers(5) lists them.
 */
export async function trySudo(
  host: Host,
  { name, sudo }: HostSettings,
  rules: readonly string[],
): Promise<readonly Finding[]> {
  if (!sudo) return [];
  const commands = rules.map((rule) => {
    const space = rule.indexOf(' ');
    return space < 0 ? rule : `${rule.slice(0, space)} ${sampleOf(rule.slice(space + 1))}`;
  });
  const { stdout } = await host.run({ script, args: commands });
  const refused = stdout.split('\n').filter((line) => line !== '');
  if (refused.length === 0) return [];
  const shown = refused.slice(0, 3).join('; ');
  const more = refused.length > 3 ? `; and ${refused.length - 3} more` : '';
  return [
    {
      is: 'problem',
      about: name,
      says: `sudo does not let farmhand run ${shown}${more}`,
      mend: `Install what farmhand doctor --sudoers --host ${name} prints, as /etc/sudoers.d/farmhand there.`,
    },
  ];
}
