import { basename } from 'node:path/posix';
import type { Inventory } from '../../src/farm/inventory.ts';
import type { MachineRule } from '../../src/farm/state.ts';
import { addresses6In, isCopied, letsSshIn, namingRules } from './machine-rules.ts';
import { variablesOfRules } from './machine-variables.ts';
import { linesOfWall, type Wall } from './wall.ts';

/**
 * What Shorewall6's files say of the farm. Rules about single machines are those machines' own, and go with them; so do the variables of
 * these rules where params are edited too.
 */
export function wall6State(
  wall: Wall,
  { paramsEdited }: { readonly paramsEdited: boolean },
): { readonly rules: readonly MachineRule[]; readonly inventory: Inventory } {
  const text = wall.files.find(({ path }) => path === wall.rulesPath)?.text ?? '';
  const naming = namingRules(text, wall.values);
  const ownAt = new Map(naming.flatMap((rule) => (rule.alone ? [[rule.entry.line + 1, rule.addresses] as const] : [])));
  const going = new Map(paramsEdited ? variablesOfRules(wall).map(({ name, address }) => [name, address]) : []);
  const names = new Map(wall.params.map(({ file, line, name }) => [`${file}:${line}`, name]));
  const said = linesOfWall(wall).map(({ file, line, text }) => {
    const name = names.get(`${file}:${line}`);
    const by = `${name === undefined ? `${basename(file)} of the firewall` : `param ${name}`} (${file}:${line})`;
    const its = file === wall.rulesPath ? (ownAt.get(line) ?? []) : [];
    const goes = file === wall.paramsPath ? going.get(name ?? '') : undefined;
    return {
      by,
      its: [...its, ...(goes === undefined ? [] : [goes])],
      all: [...new Set([...its, ...addresses6In(text)])],
    };
  });
  return {
    rules: naming.map((rule) => ({
      addresses: rule.addresses,
      text: rule.text,
      ...(paramsEdited && rule.variables.length > 0 && { written: rule.entry.text, variables: rule.variables }),
      ssh: letsSshIn(rule),
      copied: isCopied(rule),
      file: wall.rulesPath,
      line: rule.entry.line + 1,
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
