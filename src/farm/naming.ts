import type { Farm } from './farm.ts';
import type { Naming, Vm } from './settings.ts';

/** What was asked for cannot be a VM's name; the message says why, for the person who typed it. */
export class BadName extends Error {
  override name = 'BadName';
}

/** Longest label (RFC 1035, 2.3.4), and longest name in dotted form. */
const longestLabel = 63;
const longestName = 253;

/** What keeps a text from being a VM's name: a host name label (RFC 1123, 2.1) in small letters, with a letter in it. */
export function nameProblem(name: string): string | undefined {
  const shown = JSON.stringify(name);
  if (name.length > longestLabel)
    return `a VM's name has at most ${longestLabel} characters, this one has ${name.length}`;
  if (!/^[a-z0-9-]+$/.test(name)) return `${shown} is no name for a VM: it takes small letters, digits and dashes`;
  if (name.startsWith('-') || name.endsWith('-')) return `${shown} is no name for a VM: a dash stands inside only`;
  if (!/[a-z]/.test(name)) return `${shown} is no name for a VM: it takes a letter`;
  return undefined;
}

/** A template with its `{keys}` filled in. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}

type Names = Pick<Vm, 'instance' | 'variable' | 'site'>;

/** The names a VM has elsewhere, by the rules or, where it has them, its own settings. */
export function namesOf(naming: Omit<Naming, 'clone'>, name: string, own: Partial<Names> = {}): Names {
  const values = { name, NAME: name.toUpperCase().replaceAll('-', '_') };
  const variable = own.variable ?? (naming.variable && fill(naming.variable, values));
  const site = own.site ?? (naming.site && fill(naming.site, values));
  return {
    instance: own.instance ?? fill(naming.instance, values),
    ...(variable && { variable }),
    ...(site && { site }),
  };
}

/** Everything farm.yaml says of a VM, whether or not there is one of that name. Throws BadName. */
export function vmNamed(farm: Farm, name: string): Vm {
  const problem = nameProblem(name);
  if (problem) throw new BadName(problem);
  const own = farm.vms.get(name);
  const names = namesOf(farm.naming, name, own);
  const long = [names.instance, names.site].find((full) => full && !domainFits(full));
  if (long) throw new BadName(`${name} is too long a name: ${long} would not fit DNS`);
  const unset = farm.firewall && names.variable && farm.roles.firewall?.variableProblem(names.variable);
  if (unset) throw new BadName(`${name} cannot be forwarded to: ${unset}`);
  return {
    name,
    instance: names.instance,
    ...(farm.firewall && names.variable && { variable: names.variable }),
    ...(farm.proxy && names.site && { site: names.site }),
    protected: own?.protected ?? false,
    memory: own?.memory ?? farm.hypervisor.memory,
    balloon: own?.balloon === undefined ? farm.hypervisor.balloon : own.balloon,
    ...(own?.address && { address: own.address }),
  };
}

/** Name of a clone. Throws BadName. */
export function cloneName(farm: Farm, source: string, suffix: string): string {
  const problem =
    nameProblem(source) ?? (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(suffix) ? undefined : suffixProblem(suffix));
  const name = fill(farm.naming.clone, { name: source, suffix });
  const wrong = problem ?? nameProblem(name) ?? farm.roles.storage.nameProblem(name);
  if (wrong) throw new BadName(wrong);
  return name;
}

function suffixProblem(suffix: string): string {
  return `${JSON.stringify(suffix)} is no suffix for a VM's name: it takes small letters, digits, and dashes inside`;
}

/** The VM a full name belongs to; undefined when it is none the farm's rules could have named. */
export function vmOfInstance(farm: Farm, instance: string): Vm | undefined {
  const own = [...farm.vms.values()].find((vm) => vm.instance === instance);
  const [before = '', after = ''] = farm.naming.instance.split('{name}');
  const name = own?.name ?? instance.slice(before.length, instance.length - after.length);
  try {
    const vm = vmNamed(farm, name);
    return vm.instance === instance ? vm : undefined;
  } catch (error) {
    if (error instanceof BadName) return undefined;
    throw error;
  }
}

/** The name that a word stands for where it may be a VM's full name: its short one, else the word itself. */
export function shortName(farm: Farm, word: string): string {
  return vmOfInstance(farm, word.toLowerCase())?.name ?? word;
}

/** Whether every label and the whole fit DNS. */
export function domainFits(name: string): boolean {
  return name.length <= longestName && name.split('.').every((part) => part.length > 0 && part.length <= longestLabel);
}
