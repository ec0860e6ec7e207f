import { type FoundVm, type Guess, hostsOf, mostCommon } from '../farm/discovery.ts';
import type { FirewallVariable, ProxySite } from '../farm/state.ts';

/** A rule, for how many VMs it gives what they have, and what it gives no VM. */
export interface Rule {
  readonly guess: Guess<string>;
  readonly fits: number;
  /** The names of those it does not fit, by the VM's. */
  readonly own: ReadonlyMap<string, string>;
}

/** The rule of variables that hold VMs' addresses: VM_{NAME}_XIVO. */
export function variablesRule(named: ReadonlyMap<string, FoundVm>, variables: readonly FirewallVariable[]): Rule {
  const held = new Map(
    [...named].map(([name, { address, instance }]) => [
      name,
      variables.filter(({ value }) => value === address || value === instance).map((one) => one.name),
    ]),
  );
  const NAME = (name: string) => name.toUpperCase().replaceAll('-', '_');
  return ruleOf(held, {
    has: 'a variable of the firewall',
    // A name in letters of its own, not a part of another word: of WEB_10 and VM_WEB_1 is WEB_1 no part of the first.
    template: (written, name) => replacedOnce(written, NAME(name), '{NAME}', /[A-Za-z0-9]/),
    fill: (template, name) => template.replace('{NAME}', NAME(name)),
    fits: (template) => template !== '{NAME}' && !/^\d/.test(template),
    otherwise: () => 'VM_{NAME}',
  });
}

/** The rule of the names of sites that lead to VMs: {name}.example.org. */
export function sitesRule(named: ReadonlyMap<string, FoundVm>, sites: readonly ProxySite[]): Rule {
  const targets = sites.map((site) => ({ names: site.names, hosts: hostsOf(site) }));
  const held = new Map(
    [...named].map(([name, { address, instance }]) => [
      name,
      targets
        .filter(({ hosts }) => hosts.some((host) => host === instance || (address !== undefined && host === address)))
        .flatMap((site) => site.names),
    ]),
  );
  return ruleOf(held, {
    has: 'a site of the proxy',
    template: (written, name) => {
      const [label = '', ...rest] = written.split('.');
      const made = replacedOnce(label, name, '{name}', /[a-z0-9]/);
      return made === undefined || rest.length === 0 ? undefined : [made, ...rest].join('.');
    },
    fill: (template, name) => template.replace('{name}', name),
    fits: () => true,
    otherwise: (written) =>
      `{name}${mostCommon(written.map((one) => one.slice(one.indexOf('.'))))?.value ?? '.example.org'}`,
  });
}

interface Naming {
  /** In words: "a site of the proxy". */
  readonly has: string;
  /** The rule by which a VM of that name would have what is written; undefined: none. */
  readonly template: (written: string, name: string) => string | undefined;
  readonly fill: (template: string, name: string) => string;
  /** Whether farm.yaml takes such a rule. */
  readonly fits: (template: string) => boolean;
  /** What is proposed where there is no rule. */
  readonly otherwise: (written: readonly string[]) => string;
}

function ruleOf(held: ReadonlyMap<string, readonly string[]>, { has, template, fill, fits, otherwise }: Naming): Rule {
  const having = [...held].filter(([, written]) => written.length > 0);
  const templates = having.flatMap(([name, written]) => [
    ...new Set(written.flatMap((one) => template(one, name) ?? []).filter(fits)),
  ]);
  const best = mostCommon(templates);
  const value = best?.value ?? otherwise(having.flatMap(([, written]) => written));
  const others = having.filter(([name, written]) => !written.includes(fill(value, name)));
  // Of several the first, the others are aliases mostly; none that another VM has, since farm.yaml gives no two VMs one name.
  const taken = new Set([...held.keys()].map((name) => fill(value, name)));
  const own = new Map<string, string>();
  for (const [name, written] of others) {
    const free = written.find((one) => !taken.has(one));
    if (free === undefined) continue;
    own.set(name, free);
    taken.add(free);
  }
  const times = best?.times ?? 0;
  return {
    fits: times,
    own,
    guess: {
      value,
      from: `it fits ${times} of ${having.length} VMs that have ${has}`,
      ...(times < having.length || times === 0 ? { unsure: true } : {}),
    },
  };
}

/** The text with a whole part of it replaced: what stands beside it is not of `inner`. */
function replacedOnce(text: string, part: string, by: string, inner: RegExp): string | undefined {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    const [before = '', after = ''] = [text[at - 1], text[at + part.length]];
    if (!inner.test(before) && !inner.test(after)) return `${text.slice(0, at)}${by}${text.slice(at + part.length)}`;
  }
  return undefined;
}
