import { parseAddress, parseNetwork, usable } from '../address.ts';
import { domainFits, nameProblem, namesOf } from '../naming.ts';
import type { Path, Problem } from './problems.ts';
import type { Sections } from './sections.ts';
import { withVariable } from './variable-name.ts';

/** The naming rules give every name the rest of the farm needs. */
export function namingRules({
  naming,
  vms = {},
  dns: described,
  firewall,
  proxy,
}: Partial<Sections>): readonly Problem[] {
  const dns = described?.block;
  if (!naming) return [];
  const problems = [
    ...named(['naming'], naming),
    ...Object.entries(vms).flatMap(([name, own]) => named(['vms', name], own)),
  ];
  if (dns && !naming.instance.endsWith(`.${dns.forward.zone}`)) {
    problems.push({
      path: ['naming', 'instance'],
      text: `naming.instance: found "${naming.instance}", expected a name in the forward zone ${dns.forward.zone} ({0})`,
      others: [['dns', 'forward', 'zone']],
    });
  }
  if (firewall && !withVariable(naming).variable) {
    problems.push({
      path: ['naming', 'variable'],
      text: 'naming.variable is missing, expected a template such as "VM_{NAME}_XIVO", since there is a firewall',
    });
  }
  if (proxy && !naming.site) {
    problems.push({
      path: ['naming', 'site'],
      text: 'naming.site is missing, expected a template such as "{name}.dachary.org", since there is a proxy',
    });
  }
  return problems;
}

/** A variable has one name. */
function named(path: Path, { variable, param }: Sections['naming'] | Sections['vms'][string]): Problem[] {
  if (variable === undefined || param === undefined) return [];
  const [both, before] = [`${path.join('.')}.variable`, [...path, 'param']];
  return [{ path: before, text: `${before.join('.')} is what ${both} was called before: leave it out` }];
}

/** No two VMs have a name or an address in common, and all names fit DNS. */
export function vmNames({ vms, naming, dns: described, firewall }: Partial<Sections>): readonly Problem[] {
  const dns = described?.block;
  if (!vms || !naming) return [];
  const taken = new Map<string, Path>();
  return Object.entries(vms).flatMap(([name, own]) => {
    const path = ['vms', name];
    const wrong = nameProblem(name);
    if (wrong) return [{ path, atKey: true, text: `vms: ${wrong}` }];
    const ruled = namesOf(withVariable(naming), name, withVariable(own));
    const names = { ...ruled, ...(own.address && { address: own.address }) };
    const problems: Problem[] = [];
    if (dns && !names.instance.endsWith(`.${dns.forward.zone}`)) {
      problems.push({
        path: [...path, 'instance'],
        text: `${path.join('.')}.instance: ${names.instance} is not in the forward zone ${dns.forward.zone} ({0})`,
        others: [['dns', 'forward', 'zone']],
      });
    }
    const variable = firewall && names.variable && firewall.platform.variableProblem(names.variable);
    if (variable) problems.push({ path, atKey: true, text: `${path.join('.')}: ${variable}` });
    for (const full of [names.instance, names.site]) {
      if (full && !domainFits(full))
        problems.push({ path, atKey: true, text: `${path.join('.')}: ${full} is too long for DNS` });
    }
    for (const [kind, value] of Object.entries(names)) {
      const key = `${kind} ${value}`;
      const other = taken.get(key);
      const own = [...path, kind];
      if (other)
        problems.push({
          path: own,
          text: `${path.join('.')}: ${kind} ${value} is also that of ${other[1]} ({0})`,
          others: [other],
        });
      else taken.set(key, own);
    }
    return problems;
  });
}

/** Addresses are of the pool, and a balloon leaves no more memory than there is. */
export function vmSettings({ vms, pool, hypervisor }: Partial<Sections>): readonly Problem[] {
  const network = pool && parseNetwork(pool.network);
  const outside = Object.entries(vms ?? {}).flatMap(([name, { address }]) => {
    if (!address || !network || usable(network, parseAddress(address) ?? 0)) return [];
    return [
      {
        path: ['vms', name, 'address'],
        text: `vms.${name}.address: ${address} is not an address of the pool ${pool?.network} ({0})`,
        others: [['pool', 'network']],
      },
    ];
  });
  if (!hypervisor) return outside;
  const { section, block } = hypervisor;
  const all = [
    { path: [section, 'balloon'], memory: block.memory, balloon: block.balloon },
    ...Object.entries(vms ?? {}).map(([name, own]) => ({
      path: own.balloon === undefined ? ['vms', name, 'memory'] : ['vms', name, 'balloon'],
      memory: own.memory ?? block.memory,
      balloon: own.balloon === undefined ? block.balloon : own.balloon,
    })),
  ];
  const large = all.filter(({ memory, balloon }) => balloon !== null && balloon > memory);
  return [
    ...outside,
    ...large.map(({ path }) => ({
      path,
      text: `${path.join('.')}: the balloon would leave more memory than there is`,
    })),
  ];
}
