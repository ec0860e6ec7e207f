import { basename } from 'node:path/posix';
import { parseAddress } from '../../src/farm/address.ts';
import type { Claim, Reference } from '../../src/farm/inventory.ts';
import type { FirewallState } from '../../src/farm/state.ts';
import { columnsOf } from './entries.ts';
import { forwardsOf } from './port-forwards.ts';
import { type PortRange, portsOf, portWords } from './ports.ts';
import type { PortRule } from './rules.ts';
import type { NatRule } from './running.ts';
import { paramIn, resolved, usedIn } from './variables.ts';
import { type Line, linesOfWall, type Wall } from './wall.ts';

/** What the firewall's files, and its running rules where they could be asked, say of the farm. */
export function firewallState(
  wall: Wall,
  running: readonly NatRule[] | { readonly unknown: string },
  publicAddress: string,
): FirewallState {
  const asked = 'unknown' in running ? [] : running;
  const lines = linesOfWall(wall);
  const forwards = wall.rules.filter(({ kind, tcp, file }) => kind === 'DNAT' && tcp && file === wall.rulesPath);
  const address = resolved(publicAddress, wall.values);
  return {
    variables: wall.params,
    forwards: forwards.flatMap((rule) => forwardsOf(rule).map((one) => ({ ...one, file: rule.file }))),
    ...(parseAddress(address) !== undefined && { publicAddress: address }),
    inventory: {
      claims: [
        ...wall.rules.flatMap(ofRule),
        ...letIn(wall),
        ...asked.flatMap(ofKernel),
        ...addresses(wall, lines),
        ...wall.rules.flatMap(ofTarget),
      ],
      references: references(wall, lines, publicAddress),
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

/** The machine a rule leads to, where only a variable of that file says which it is (`?SET`). */
function ofTarget({ target, address, entry, file }: PortRule & { readonly file: string }): readonly Claim[] {
  return paramIn(target) === undefined ? [] : claimsIn(address, { file, line: entry.line + 1 }, paramIn(target));
}

/** Ports at which this host itself is reached; of a range nobody can tell which is in use. */
function letIn({ files, values, around }: Wall): readonly Claim[] {
  return files.flatMap(({ path, entries = [] }) =>
    entries.flatMap(({ text, line }) => {
      const { action, dest, proto, dport } = columnsOf(text);
      if (!/^(\w+\(ACCEPT\)|ACCEPT)(:|$)/.test(action) || !/^(\$FW|fw)(:|$)/.test(dest)) return [];
      if (dport === '' || !/\b(tcp|6|all|any)\b/i.test(proto)) return [];
      const single =
        portsOf(resolved(dport, values), around.services)?.filter(({ first, last }) => first === last) ?? [];
      return ports(single, `port ${portWords(single)} is let in to this host (${path}:${line + 1})`);
    }),
  );
}

function ofKernel({ ports: ranges, to, text }: NatRule): readonly Claim[] {
  return ports(ranges, `port ${portWords(ranges)} leads to ${to ?? 'nowhere else'} in the running firewall (${text})`);
}

/** Addresses anything in the files speaks of; networks are none. */
function addresses({ params }: Wall, lines: readonly Line[]): readonly Claim[] {
  const set = params.flatMap((param) => claimsIn(param.value, param, param.name));
  const rest = lines.filter(({ text }) => /\d\.\d/.test(text) && !plainSetting.test(text));
  return [...set, ...rest.flatMap((line) => claimsIn(line.text, line))];
}

/** A line that sets one variable and says no more. */
const plainSetting = /^\s*(export\s+)?\w+=[^\s;$`(]*\s*$/;
const addressForm = /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?:-(\d{1,3}(?:\.\d{1,3}){3}))?(\/\d+)?(?![\d.])/g;

function claimsIn(
  text: string,
  { file, line }: { readonly file: string; readonly line: number },
  entry?: string,
): readonly Claim[] {
  if (!/\d\.\d/.test(text)) return [];
  const found = [...text.matchAll(addressForm)].filter(([, , , bits]) => bits === undefined || bits === '/32');
  return found.map(([, first = '', last = first]) => ({
    thing: { kind: 'address', first, last },
    by: `${entry === undefined ? 'the firewall' : `param ${entry}`} (${file}:${line})`,
    ...(entry !== undefined && { entry }),
  }));
}

/** What speaks of a VM's variable or an address, beside the forwards that lead to it and go with it. */
function references(wall: Wall, all: readonly Line[], publicAddress: string): readonly Reference[] {
  const known = new Set(wall.params.map(({ name }) => name));
  known.delete(paramIn(publicAddress) ?? '');
  const own = new Map<string, Map<number, string>>();
  for (const { file, entry, target } of wall.rules) {
    const lines = own.get(file) ?? new Map<number, string>();
    if (target !== '') lines.set(entry.line + 1, target);
    own.set(file, lines);
  }
  const sets = Map.groupBy(wall.params, ({ file }) => file);
  const names = new Map([...sets].map(([file, all]) => [file, new Map(all.map(({ line, name }) => [line, name]))]));
  return all.flatMap(({ file, line, text }) => {
    const target = own.get(file)?.get(line);
    const set = names.get(file)?.get(line);
    const param = target && paramIn(target);
    const params = [...new Set(usedIn(text))].filter((name) => known.has(name) && name !== param);
    const literal = set !== undefined || !/\d\.\d/.test(text) ? [] : [...text.matchAll(addressForm)];
    if (params.length === 0 && literal.length === 0) return [];
    const name = set === undefined ? `${basename(file)} of the firewall` : `param ${set}`;
    const rest = {
      by: `${name} (${file}:${line})`,
      ...(set !== undefined && { entry: set }),
      without: 'dangles' as const,
    };
    const addresses = literal.flatMap(([, address = '', last, bits]) =>
      last || bits || address === target ? [] : [address],
    );
    return [
      ...params.map((one): Reference => ({ to: { variable: one }, ...rest })),
      ...addresses.map((address): Reference => ({ to: { address }, ...rest })),
    ];
  });
}
