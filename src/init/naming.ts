import { type FoundVm, type Guess, mostCommon } from '../farm/discovery.ts';
import { nameProblem } from '../farm/naming.ts';
import type { FirewallVariable, ProxySite } from '../farm/state.ts';
import { type Rule, sitesRule, variablesRule } from './naming-rule.ts';

/** What the services call VMs. */
export interface Seen {
  readonly vms: readonly FoundVm[];
  /** The forward zone. */
  readonly zone: string;
  /** Of the firewall; undefined: the farm has none. */
  readonly variables?: readonly FirewallVariable[];
  /** Of the proxy; undefined: the farm has none. */
  readonly sites?: readonly ProxySite[];
}

/** Names of one VM that the rules do not give. */
export type OwnNames = Readonly<Partial<Record<'instance' | 'variable' | 'site', string>>>;

export interface GuessedNaming {
  readonly rules: Readonly<Partial<Record<'instance' | 'variable' | 'site', Guess<string>>>>;
  /** Every VM farm.yaml can describe, by the name it has by the rules. */
  readonly vms: ReadonlyMap<string, OwnNames>;
  /** VMs that it cannot describe, each with why. */
  readonly left: readonly string[];
}

/**
 * The rules that give most VMs the names they have. Of the forms an instance's name can take, the one is chosen under which the
 * firewall's variables and the proxy's sites follow a rule for the most VMs; undefined where no VM is in the zone.
 */
export function guessNaming(seen: Seen): GuessedNaming | undefined {
  const guesses = instanceForms(seen).map((form) => under(form, seen));
  const [best, ...others] = guesses.toSorted((a, b) => b.fitting - a.fitting || b.score - a.score);
  if (!best) return undefined;
  const { rules, vms, left } = best;
  const rival = others.find(({ fitting, score }) => fitting === best.fitting && score === best.score);
  const { instance } = rules;
  if (!rival || !instance) return { rules, vms, left };
  const from = `${instance.from}; ${rival.rules.instance?.value} would fit as well`;
  return { rules: { ...rules, instance: { ...instance, from, unsure: true } }, vms, left };
}

/** A form of instances' names: what stands before and after the VM's name. */
interface Form {
  readonly before: string;
  readonly after: string;
}

/** The plain form first, then with what all names of the domain begin or end with. */
function instanceForms({ vms, zone }: Seen): readonly Form[] {
  const inZone = vms.map(({ instance }) => instance).filter((name) => name.endsWith(`.${zone}`));
  const domain = mostCommon(inZone.map((name) => name.slice(name.indexOf('.'))))?.value;
  if (domain === undefined) return [];
  const labels = inZone
    .filter((name) => name.slice(name.indexOf('.')) === domain)
    .map((name) => name.split('.')[0] ?? '');
  const [first = ''] = labels;
  const [start] = /^[a-z0-9]*-/.exec(first) ?? [];
  const [end] = /-[a-z0-9]*$/.exec(first) ?? [];
  const shared = labels.length > 1;
  const form = (before: string, tail: string) => ({ before, after: `${tail}${domain}` });
  return [
    form('', ''),
    ...(shared && start !== undefined && labels.every((label) => label.startsWith(start)) ? [form(start, '')] : []),
    ...(shared && end !== undefined && labels.every((label) => label.endsWith(end)) ? [form('', end)] : []),
  ];
}

/** Everything that follows from a form. */
function under(form: Form, seen: Seen): GuessedNaming & { readonly fitting: number; readonly score: number } {
  const { vms, zone } = seen;
  const named = new Map<string, FoundVm>();
  const left: string[] = [];
  const ruled = (vm: FoundVm) => nameBy(form, vm.instance) !== undefined;
  // Those the rule fits come first: no other takes their names.
  for (const vm of [...vms.filter(ruled), ...vms.filter((one) => !ruled(one))]) {
    const name = nameBy(form, vm.instance) ?? vm.instance.split('.')[0] ?? '';
    const why = !vm.instance.endsWith(`.${zone}`)
      ? `it is not in the zone ${zone}`
      : (nameProblem(name) ?? (named.has(name) ? `${named.get(name)?.instance} is called ${name} already` : undefined));
    if (why === undefined) named.set(name, vm);
    else left.push(`${vm.instance}: ${why}`);
  }
  const instance = `${form.before}{name}${form.after}`;
  const fitting = vms.filter(ruled).length;
  const variable = seen.variables && variablesRule(named, seen.variables);
  const site = seen.sites && sitesRule(named, seen.sites);
  const own = [...named].map(([name, vm]): [string, OwnNames] => [
    name,
    {
      ...(!ruled(vm) && { instance: vm.instance }),
      ...ownOf('variable', variable, name),
      ...ownOf('site', site, name),
    },
  ]);
  return {
    fitting,
    score: (variable?.fits ?? 0) + (site?.fits ?? 0),
    rules: {
      instance: {
        value: instance,
        from: `it fits ${fitting} of ${vms.length} VMs`,
        ...(fitting < named.size && { unsure: true }),
      },
      ...(variable && { variable: variable.guess }),
      ...(site && { site: site.guess }),
    },
    vms: new Map(own),
    left,
  };
}

function nameBy({ before, after }: Form, instance: string): string | undefined {
  if (!instance.startsWith(before) || !instance.endsWith(after)) return undefined;
  const name = instance.slice(before.length, instance.length - after.length);
  return nameProblem(name) === undefined ? name : undefined;
}

function ownOf(key: 'variable' | 'site', rule: Rule | undefined, name: string): OwnNames {
  const own = rule?.own.get(name);
  return own === undefined ? {} : { [key]: own };
}
