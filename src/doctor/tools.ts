import type { Farm } from '../farm/farm.ts';
import { type NeededPath, type Platform, type Tool, usedBy } from '../farm/platform.ts';
import { tool } from '../farm/tool.ts';

/** What one host must have to play its roles. */
export interface Needs {
  readonly host: string;
  readonly roles: readonly string[];
  readonly tools: readonly Tool[];
  readonly paths: readonly NeededPath[];
  /** A VM: it may be down, or not made yet. */
  readonly guest: boolean;
}

/** Every host needs these, whatever it does: jobs and file edits are made of them. */
const everywhere: readonly Tool[] = [
  tool('flock', 'util-linux'),
  tool('setsid', 'util-linux'),
  tool('sha256sum', 'coreutils'),
];

/** What each host of the farm needs for the roles farm.yaml gives it. */
export function needsOf(farm: Farm, platforms: readonly Platform[]): readonly Needs[] {
  const all = usedBy(farm, platforms).flatMap((platform) => platform.needs(farm));
  return [...farm.hosts.keys()].map((host) => {
    const roles = Map.groupBy(
      all.filter((needs) => needs.host === host),
      ({ role }) => role,
    );
    const own = [...roles.values()].flat();
    return {
      host,
      roles: [...roles.keys()],
      tools: unique([...everywhere, ...own.flatMap(({ tools }) => tools)]),
      paths: own.flatMap(({ paths }) => paths),
      guest: farm.vms.get(host)?.build !== undefined,
    };
  });
}

function unique(tools: readonly Tool[]): readonly Tool[] {
  return [...new Map(tools.map((one) => [one.program, one])).values()];
}
