import type { MachineRule } from '../../src/farm/state.ts';
import { columnsOf } from './entries.ts';
import { machineAlone, machinesOf, putIn, type Variable } from './machine-rules.ts';
import { paramName } from './names.ts';
import { onePort, portsOf } from './ports.ts';

/** A machine, and the port by which its SSH is reached from outside, where DNAT leads there. */
interface Machine {
  /** The VM's. */
  readonly name: string;
  readonly addresses: readonly string[];
  readonly sshPort?: number | undefined;
}

/** The machine that is to have rules like another's. */
interface Target {
  readonly name: string;
  readonly address6: string;
  readonly sshPort?: number | undefined;
}

interface LikeLine {
  readonly line: string;
  readonly variables: readonly Variable[];
}

/**
 * The rules about one machine as another has them, a line each, and the variables they are written with in the place of the first one's.
 * `left`: those that lead another port of the firewall's own to it, which there can be once only.
 */
export function rulesLike(
  rules: readonly MachineRule[],
  from: Machine,
  to: Target,
): {
  readonly lines: readonly string[];
  readonly variables: readonly Variable[];
  readonly left: readonly MachineRule[];
} {
  const own = rules.filter(({ addresses, copied }) => copied && addresses.some((one) => from.addresses.includes(one)));
  const all = own.map((rule) => ({ rule, like: lineLike(rule, from, to) }));
  const variables = all.flatMap(({ like }) => like?.variables ?? []);
  return {
    lines: [...new Set(all.flatMap(({ like }) => like?.line ?? []))],
    variables: [...new Map(variables.map((one) => [one.name, one])).values()],
    left: all.flatMap(({ rule, like }) => (like === undefined ? [rule] : [])),
  };
}

function lineLike(rule: MachineRule, from: Machine, to: Target): LikeLine | undefined {
  const { written = rule.text, variables = [] } = rule;
  const moves = variables.map((variable) => ({ variable, like: variableLike(variable, from, to) }));
  const stays = moves.flatMap(({ variable, like }) => (like ? [] : [[variable.name, variable.value] as const]));
  const text = putIn(written, new Map(stays));
  const addressed = machinesOf(text)
    .filter(({ address }) => from.addresses.includes(address))
    .reduce((line, { column, written: own }) => line.replace(column, column.replace(own, to.address6)), text);
  const line = moves.reduce(
    (one, { variable, like }) => (like ? renamed(one, variable.name, like.name) : one),
    addressed,
  );
  const made = { line, variables: moves.flatMap(({ like }) => like ?? []) };
  const { action, dport } = columnsOf(text);
  if (!/\bDNAT\b/.test(action)) return made;
  const port = onePort(portsOf(dport));
  if (port === undefined || port !== from.sshPort || to.sshPort === undefined) return undefined;
  return { ...made, line: line.replace(RegExp(`(?<=[\\s=>:"])${dport}(?=[\\s"}]|$)`), String(to.sshPort)) };
}

/**
 * VM6_GALLIFREY_DEV_XIVO of VM6_GALLIFREY_XIVO: the variable of a machine's address by the name of the other, as the first one has its
 * own in it. Undefined where it has not, or not once, or holds something else.
 */
function variableLike({ name, value }: Variable, from: Machine, to: Target): Variable | undefined {
  const machine = machineAlone(value);
  if (!machine || !from.addresses.includes(machine.address)) return undefined;
  const capitals = (text: string) => text.toUpperCase().replaceAll('-', '_');
  const parts = name.split(RegExp(`(?<![A-Za-z0-9])${capitals(from.name)}(?![A-Za-z0-9])`));
  const like = parts.join(capitals(to.name));
  if (parts.length !== 2 || !paramName.safeParse(like).success) return undefined;
  return { name: like, value: value.replace(machine.written, to.address6) };
}

function renamed(text: string, from: string, to: string): string {
  return text.replace(RegExp(`\\$(\\{${from}\\}|${from}(?!\\w))`, 'g'), (used) => used.replace(from, to));
}
