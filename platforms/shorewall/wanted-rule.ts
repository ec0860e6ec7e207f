import { includes, onePort } from './ports.ts';
import { type Around, nothing, type PortRule, portRules } from './rules.ts';
import { paramIn, resolved } from './variables.ts';

/** A rule as it shall be. */
export interface WantedRule {
  readonly netZone: string;
  readonly vmZone: string;
  /** Of the VM's address. */
  readonly param: string;
  readonly address: string;
  readonly toPort: number;
  readonly port: number;
  /** An address, or `$NAME`. */
  readonly publicAddress: string;
}

/** Whether a rule leads to the VM, by its param or its address. */
export function leadsTo(
  { kind, target, address: led }: PortRule,
  { param, address }: { readonly param: string; readonly address: string | undefined },
): boolean {
  return kind === 'DNAT' && target !== '' && (paramIn(target) === param || target === address || led === address);
}

/** Whether a rule is about this one port, and no other. */
export function onlyPort({ ports }: PortRule, port: number): boolean {
  return onePort(ports) === port;
}

/** Whether a rule is the wanted one, however it is written. */
export function isRule(rule: PortRule, wanted: WantedRule, values: ReadonlyMap<string, string> = new Map()): boolean {
  const { toPort = rule.ports?.[0]?.first } = rule;
  const elsewhere = apart(rule, wanted, values);
  return rule.tcp && leadsTo(rule, wanted) && onlyPort(rule, wanted.port) && toPort === wanted.toPort && !elsewhere;
}

/** Whether a rule is for another public address than the wanted one, as far as this can be determined. */
function apart({ publicAddress }: PortRule, wanted: WantedRule, values: ReadonlyMap<string, string>): boolean {
  const own = resolved(wanted.publicAddress, values);
  const theirs = resolved(publicAddress, values);
  if (theirs === '' || theirs.replace(/[{}]/g, '') === own.replace(/[{}]/g, '')) return false;
  // `all` and `detect` are this host's own; what a command works out may be this one.
  const obscure = (value: string, written: string) => value !== written && !/^\d/.test(value);
  if (/^[!a-z]/.test(theirs) || obscure(own, wanted.publicAddress) || obscure(theirs, publicAddress)) return false;
  return !theirs.split(',').includes(own);
}

/** A rule that has the port already and leads elsewhere. */
export function rivalRule(text: string, wanted: WantedRule, around: Around = nothing): PortRule | undefined {
  return rivalIn(portRules(text, around), wanted, around.values);
}

export function rivalIn<Rule extends PortRule>(
  rules: readonly Rule[],
  wanted: WantedRule,
  values: ReadonlyMap<string, string>,
): Rule | undefined {
  return rules.find(
    (rule) =>
      rule.tcp &&
      rule.ports !== undefined &&
      includes(rule.ports, wanted.port) &&
      !apart(rule, wanted, values) &&
      !isRule(rule, wanted, values),
  );
}
