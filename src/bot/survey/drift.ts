import type { Standing } from '../../engine/action.ts';
import { type Finding, findingOf } from '../../engine/as-left.ts';
import type { Left } from '../../engine/left.ts';
import { type Part, part, type ReadFarm } from '../../farm/read-parts.ts';
import type { Json } from '../../journal/json.ts';

/** What a run left, and how that stands now; absent: it is not compared. */
export interface Compared {
  readonly left: Left;
  readonly finding?: Finding;
}

/** Looks how what runs left stands now: one batch a host, and a host that does not answer leaves its own untold. Never throws. */
export async function compared(lefts: readonly Left[], read: ReadFarm): Promise<readonly Compared[]> {
  const parts = new Map(
    lefts.flatMap((left, index) => (left.compared ? [[String(index), lookOf(left)] as const] : [])),
  );
  const { findings } = await read({ findings: parts });
  return lefts.map((left, index) => {
    const reading = findings.get(String(index));
    if (!reading) return { left };
    return { left, finding: 'known' in reading ? reading.known : { is: 'untold', why: reading.unknown } };
  });
}

function lookOf(left: Left): Part<Finding> {
  const { definition, args, conditions } = left;
  return part({
    facts: {
      own: definition.facts(args),
      conditions: conditions.map((condition) => condition.definition.facts(condition.args)),
    },
    make: ({ own, conditions: shown }) => {
      const standings: unknown[] = conditions.map((one, index) => one.definition.see(one.args, shown[index] ?? {}));
      return findingOf(left, (given) => definition.see(given, own) as Json, standings as Standing[]);
    },
  });
}
