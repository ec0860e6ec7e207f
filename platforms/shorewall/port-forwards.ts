import type { PortForward } from '../../src/farm/state.ts';
import { paramValues } from './params.ts';
import { dnatRules, type PortRule } from './rules.ts';
import { paramIn } from './variables.ts';

/** How many ports of one rule are listed one by one. */
const several = 1024;

/** A forwarded port, in whatever file its rule stands. */
type Forward = Omit<PortForward, 'file'>;

/** Ports that are forwarded, with addresses. */
export function forwards(rules: string, params: string): readonly Forward[] {
  return dnatRules(rules, { values: paramValues(params) }).flatMap((rule) => forwardsOf(rule));
}

export function forwardsOf({ target, address, toPort, ports = [], entry }: PortRule): readonly Forward[] {
  const [first] = ports;
  if (first === undefined || target === '') return [];
  const param = paramIn(target);
  const known = { ...(param !== undefined && { variable: param }), ...(!address.includes('$') && { address }) };
  const list = ports.length > 1 && ports.every((range) => range.first === range.last);
  const numbers = ports.flatMap((range) =>
    Array.from({ length: Math.min(several, range.last - range.first + 1) }, (_, index) => range.first + index),
  );
  return numbers.map((port) => ({
    ...known,
    port,
    toPort: toPort ?? (list ? first.first : port),
    line: entry.line + 1,
  }));
}
