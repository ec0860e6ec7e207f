import { machineAlone, namingRules } from './machine-rules.ts';
import { usedIn } from './variables.ts';
import { linesOfWall, type Wall } from './wall.ts';

/** A variable of params that is one machine, and whose. */
interface MachineVariable {
  readonly name: string;
  /** As RFC 5952 writes it. */
  readonly address: string;
}

/** Variables of Shorewall6's params that rules about one machine alone use and nothing else does: they go with these rules. */
export function variablesOfRules(wall: Wall): readonly MachineVariable[] {
  const text = wall.files.find(({ path }) => path === wall.rulesPath)?.text ?? '';
  const alone = namingRules(text, wall.values).filter((rule) => rule.alone);
  const ownAt = new Map(alone.map(({ entry, addresses }) => [entry.line + 1, addresses]));
  const uses = new Map<string, (readonly string[])[]>();
  for (const { file, line, text: said } of linesOfWall(wall)) {
    const own = file === wall.rulesPath ? (ownAt.get(line) ?? []) : [];
    for (const name of usedIn(said)) {
      const there = uses.get(name);
      if (there) there.push(own);
      else uses.set(name, [own]);
    }
  }
  const set = new Set(wall.params.filter(({ file }) => file === wall.paramsPath).map(({ name }) => name));
  return [...set].flatMap((name) => {
    const { address } = machineAlone(wall.values.get(name) ?? '') ?? {};
    const all = uses.get(name) ?? [];
    const goes = address !== undefined && all.length > 0 && all.every((own) => own.includes(address));
    return goes ? [{ name, address }] : [];
  });
}
