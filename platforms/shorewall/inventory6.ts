import { basename } from 'node:path/posix';
import type { Inventory } from '../../src/farm/inventory.ts';
import type { MachineRule } from '../../src/farm/state.ts';
import { addresses6In, isCopied, machineRules } from './machine-rules.ts';
import { linesOfWall, type Wall } from './wall.ts';

/** What Shorewall6's files say of the farm. Rules about single machines are those machines' own, and go with them. */
export function wall6State(wall: Wall): { readonly rules: readonly MachineRule[]; readonly inventory: Inventory } {
  const text = wall.files.find(({ path }) => path === wall.rulesPath)?.text ?? '';
  const own = machineRules(text, wall.values);
  const ownAt = new Map(own.map((rule) => [rule.entry.line + 1, rule.addresses]));
  const names = new Map(wall.params.map(({ file, line, name }) => [`${file}:${line}`, name]));
  const said = linesOfWall(wall).map(({ file, line, text }) => {
    const name = names.get(`${file}:${line}`);
    const by = `${name === undefined ? `${basename(file)} of the firewall` : `param ${name}`} (${file}:${line})`;
    const its = file === wall.rulesPath ? (ownAt.get(line) ?? []) : [];
    return { by, its, all: [...new Set([...its, ...addresses6In(text)])] };
  });
  return {
    rules: own.filter(isCopied).map(({ addresses, text, entry }) => ({
      addresses,
      text,
      file: wall.rulesPath,
      line: entry.line + 1,
    })),
    inventory: {
      claims: said.flatMap(({ by, all }) =>
        all.map((address) => ({ thing: { kind: 'address' as const, first: address, last: address }, by })),
      ),
      references: said.flatMap(({ by, its, all }) =>
        all
          .filter((address) => !its.includes(address))
          .map((address) => ({ to: { address }, by, without: 'dangles' as const })),
      ),
      opaque: wall.obscure.filter((one) => !/which ports it is about/.test(one)),
    },
  };
}
