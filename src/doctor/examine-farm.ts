import { type Examined, examined } from '../farm/examined.ts';
import type { Farm } from '../farm/farm.ts';
import { type Finding, problem } from '../farm/finding.ts';
import { linesFact } from '../farm/lines-fact.ts';
import { type Platform, type RoleName, usedBy } from '../farm/platform.ts';
import { part, readParts, type Wanted } from '../farm/read-parts.ts';
import { readState } from '../farm/read-state.ts';
import { unknowns, whyUnknown } from '../farm/reading.ts';
import type { FarmState } from '../farm/state.ts';
import type { Hosts } from '../ssh/host.ts';
import { examineVms } from './examine-vms.ts';

/** What is found of these comes first and in this order, then the commands of farm.yaml, then what is found of the others. */
const first: readonly RoleName[] = ['storage', 'hypervisor', 'dns', 'firewall'];

/**
 * Tries on the farm's hosts what a first clone needs, and changes nothing: what each platform examines, whether the commands of farm.yaml
 * are there, and how many VMs the naming rules fit. Never throws.
 */
export async function examineFarm(
  farm: Farm,
  hosts: Hosts,
  there: readonly Platform[],
  stateOf: (farm: Farm, hosts: Hosts) => Promise<FarmState> = readState,
): Promise<readonly Finding[]> {
  const platforms = usedBy(farm, there);
  const of = (some: readonly Platform[]) => some.flatMap((platform) => platform.examine?.(farm) ?? []);
  const all = [
    ...of(first.flatMap((role) => platforms.filter((platform) => platform.role === role))),
    commandsOf(farm, platforms),
    ...of(platforms.filter(({ role }) => !first.includes(role))),
  ];
  const [state, read] = await Promise.all([stateOf(farm, hosts), readParts(hosts, together(all))]);
  const found = all.flatMap(({ parts, findings }, index) => {
    const own = Object.keys(parts).map((name) => [name, read[key(index, name)]]);
    return findings(Object.fromEntries(own), state);
  });
  return [...unreadable(farm, state, all), ...found, ...examineVms(farm, state, platforms)];
}

/** The parts of all, to be read at once. */
function together(all: readonly Examined[]): Wanted {
  return Object.fromEntries(
    all.flatMap(({ parts }, index) => Object.entries(parts).map(([name, part]) => [key(index, name), part])),
  );
}

function key(index: number, name: string): string {
  return `${index}.${name}`;
}

/** What could not be read at all; hosts that do not answer are reported by the code that looks at hosts. */
function unreadable(farm: Farm, state: FarmState, all: readonly Examined[]): readonly Finding[] {
  const mend = 'Every command that needs it will say the same; !status does too.';
  const explained = all.flatMap(({ explains }) => explains.map((part) => state[part])).flatMap(whyUnknown);
  return unknowns(state)
    .filter((why) => !explained.includes(why))
    .map((why) => problem(farm.file, why, mend));
}

/** Whether the programs of the commands that farm.yaml sets are on their hosts. */
function commandsOf(farm: Farm, platforms: readonly Platform[]): Examined {
  const set = platforms.flatMap((platform) => platform.commands?.(farm) ?? []);
  const missing = part({
    facts: {
      found: set.map(({ host, words: [program = ''] }) => linesFact(host, 'command -v -- "$1" || :', [program])),
    },
    make: ({ found }) => set.filter((_, index) => found[index]?.length === 0),
  });
  return examined({
    parts: { missing },
    findings: ({ missing }) => {
      if ('unknown' in missing) return [{ is: 'warning', about: farm.file, says: missing.unknown }];
      return missing.known.map(({ host, words: [program], setting }) =>
        problem(host, `there is no program ${program}`, `${setting} in farm.yaml begins with it.`),
      );
    },
  });
}
