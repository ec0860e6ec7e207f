import type { Claim, Reference } from '../inventory.ts';
import type { FirewallState } from '../state.ts';
import { type PortRange, portWords } from './ports.ts';
import { forwardsOf, type PortRule, paramIn } from './rules.ts';
import type { NatRule } from './running.ts';
import { type Line, linesOfWall, usedIn, type Wall } from './wall.ts';

const wholeAddress = /^\d{1,3}(\.\d{1,3}){3}$/;

/** What the firewall's files, and its running rules where they could be asked, say of the farm. */
export function firewallState(
  wall: Wall,
  running: readonly NatRule[] | { readonly unknown: string },
  publicAddress: string,
): FirewallState {
  const asked = 'unknown' in running ? [] : running;
  const forwards = wall.rules.filter((rule) => rule.kind === 'DNAT' && rule.tcp);
  return {
    params: wall.params.map(({ name, value, line }) => ({ name, value, line })),
    forwards: forwards.filter(({ file }) => file === wall.rulesPath).flatMap(forwardsOf),
    inventory: {
      claims: [...wall.rules.flatMap(ofRule), ...asked.flatMap(ofKernel), ...addresses(wall)],
      references: references(wall),
      opaque: opaque(wall, running, publicAddress),
    },
  };
}

/** The running rules know what a script made. What variables are is in no rule unless one uses them; the public address is no VM's. */
function opaque(
  { obscure, params }: Wall,
  running: readonly NatRule[] | { readonly unknown: string },
  publicAddress: string,
): readonly string[] {
  const own = params.filter(({ name }) => name === paramIn(publicAddress)).map(({ file, line }) => `${file}:${line}: `);
  const left = obscure.filter((one) => !own.some((place) => one.startsWith(place)));
  if ('unknown' in running) return [...left, `the rules that run cannot be asked for: ${running.unknown}`];
  return left.filter((one) => !/which rules its|which ports it is about/.test(one));
}

function ports(ranges: readonly PortRange[], by: string, entry?: string): readonly Claim[] {
  return ranges.map(({ first, last }) => ({
    thing: { kind: 'port', first, last },
    by,
    ...(entry !== undefined && { entry }),
  }));
}

function ofRule(rule: PortRule & { readonly file: string }): readonly Claim[] {
  const { kind, ports: ranges, tcp, target, address, entry, file } = rule;
  if (!tcp || ranges === undefined) return [];
  const where = `${file}:${entry.line + 1}`;
  const to = kind === 'REDIRECT' ? 'this host' : kind === 'NONAT' ? 'nowhere else' : address || target;
  return ports(ranges, `port ${portWords(ranges)} leads to ${to} (${where})`, paramIn(target));
}

function ofKernel({ ports: ranges, to, text }: NatRule): readonly Claim[] {
  return ports(ranges, `port ${portWords(ranges)} leads to ${to ?? 'nowhere else'} in the running firewall (${text})`);
}

/** Addresses anything in the files speaks of; networks are none. */
function addresses(wall: Wall): readonly Claim[] {
  const values: readonly (Line & { readonly entry?: string })[] = [
    ...wall.params.map(({ name, file, line, set }) => ({
      file,
      line,
      text: `${set.value ?? ''} ${set.written}`,
      entry: name,
    })),
    ...linesOfWall(wall),
  ];
  const seen = new Set<string>();
  return values.flatMap(({ file, line, text, entry }) =>
    [...text.matchAll(/(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?:-(\d{1,3}(?:\.\d{1,3}){3}))?(\/\d+)?(?![\d.])/g)].flatMap(
      ([, first = '', last = first, bits]): readonly Claim[] => {
        const key = `${file}:${line} ${first}-${last}`;
        if ((bits !== undefined && bits !== '/32') || seen.has(key)) return [];
        seen.add(key);
        const by = `${entry === undefined ? 'the firewall' : `param ${entry}`} (${file}:${line})`;
        return [{ thing: { kind: 'address', first, last }, by, ...(entry !== undefined && { entry }) }];
      },
    ),
  );
}

/** What speaks of a variable or an address, beside the forwards that lead to it and go with it. */
function references(wall: Wall): readonly Reference[] {
  const known = new Set(wall.params.map(({ name }) => name));
  const own = new Map(
    wall.rules.flatMap(({ file, entry, target }) => (target === '' ? [] : [[`${file}:${entry.line + 1}`, target]])),
  );
  const sets = Map.groupBy(wall.params, ({ file, line }) => `${file}:${line}`);
  return linesOfWall(wall).flatMap(({ file, line, text }) => {
    const where = `${file}:${line}`;
    const target = own.get(where);
    const [set] = sets.get(where) ?? [];
    const by = set
      ? `param ${set.name} (${where})`
      : `${file.slice(file.lastIndexOf('/') + 1)} of the firewall (${where})`;
    const entry = set ? { entry: set.name } : {};
    const params = [...new Set(usedIn(text))].filter((name) => known.has(name) && name !== (target && paramIn(target)));
    const literal = set
      ? []
      : [...text.matchAll(/(?<![\d./])\d{1,3}(?:\.\d{1,3}){3}(?![\d./])/g)].map(([address]) => address);
    return [
      ...params.map((param): Reference => ({ to: { param }, by, ...entry, without: 'dangles' })),
      ...literal
        .filter((address) => address !== target && wholeAddress.test(address))
        .map((address): Reference => ({ to: { address }, by, without: 'dangles' })),
    ];
  });
}
