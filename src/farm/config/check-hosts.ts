import type { Path, Problem } from './problems.ts';
import type { Sections } from './sections.ts';

/** Every role is played by a host there is. */
export function hostRoles({ hosts, hypervisor, dns, dhcp, firewall, proxy }: Partial<Sections>): readonly Problem[] {
  if (!hosts) return [];
  const names = Object.keys(hosts);
  const said: readonly (readonly [Path, string | undefined])[] = [
    ...[hypervisor, dns, dhcp, firewall, proxy].flatMap((role) =>
      role ? [[[role.section, 'host'], role.block.host] as const] : [],
    ),
    ...(hypervisor ? [[[hypervisor.section, 'node_host'], hypervisor.block.node_host ?? names[0]] as const] : []),
    ...(hypervisor
      ? Object.entries(hypervisor.block.nodes ?? {}).map(
          ([node, host]) => [[hypervisor.section, 'nodes', node], host] as const,
        )
      : []),
  ];
  return said.flatMap(([path, name]) => {
    if (name === undefined && names.length === 1) return [];
    if (name === undefined)
      return [{ path, text: `${path.join('.')} is missing, expected one of hosts: ${names.join(', ')}` }];
    if (names.includes(name)) return [];
    return [{ path, text: `${path.join('.')}: found "${name}", expected one of hosts: ${names.join(', ')}` }];
  });
}

/** A node is one host, and a host one node: each has volumes of its own. */
export function nodes({ hosts, hypervisor }: Partial<Sections>): readonly Problem[] {
  if (!hosts || !hypervisor) return [];
  const { section, block } = hypervisor;
  const { node = '', node_host, nodes = {} } = block;
  const usual = node_host ?? nodes[node] ?? block.host ?? Object.keys(hosts)[0] ?? '';
  return Object.entries(nodes).flatMap(([name, host], index, all) => {
    const path = [section, 'nodes', name];
    if (name === node && host !== usual) {
      const text = `${section}.nodes: ${name} is ${host} here, and ${usual} by ${section}.node_host ({0})`;
      return [{ path, text, others: [[section, 'node_host']] }];
    }
    const before: readonly (readonly [string, string])[] = [[node, usual], ...all.slice(0, index)];
    const [same] = before.find(([other, its]) => other !== name && its === host) ?? [];
    return same === undefined
      ? []
      : [{ path, text: `${section}.nodes: ${same} and ${name} cannot both be the host ${host}` }];
  });
}

/** A host is reached through another, and not in a circle. */
export function jumps({ hosts }: Partial<Sections>): readonly Problem[] {
  if (!hosts) return [];
  return Object.entries(hosts).flatMap(([name, { jump }]) => {
    if (jump === undefined) return [];
    const path = ['hosts', name, 'jump'];
    const others = Object.keys(hosts).filter((other) => other !== name);
    if (!others.includes(jump)) {
      return [
        {
          path,
          text: `${path.join('.')}: found "${jump}", expected another of hosts${others.length > 0 ? `: ${others.join(', ')}` : ''}`,
        },
      ];
    }
    return reaches(hosts, jump, name)
      ? [{ path, text: `${path.join('.')}: ${jump} is itself reached through ${name}` }]
      : [];
  });
}

/** A VM that builds is a host by its name, and reached through one there is. */
export function builders({ hosts, vms }: Partial<Sections>): readonly Problem[] {
  if (!hosts || !vms) return [];
  const names = Object.keys(hosts);
  return Object.entries(vms).flatMap(([name, { build }]): readonly Problem[] => {
    if (!build) return [];
    const { jump } = build.ssh;
    const path = ['vms', name, 'build'];
    if (names.includes(name))
      return [{ path, text: `${path.join('.')}: a host is called ${name} too ({0})`, others: [['hosts', name]] }];
    if (jump === undefined || names.includes(jump)) return [];
    const at = [...path, 'ssh', 'jump'];
    return [{ path: at, text: `${at.join('.')}: found "${jump}", expected one of hosts: ${names.join(', ')}` }];
  });
}

function reaches(hosts: Sections['hosts'], from: string, to: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = from; at !== undefined && !seen.has(at); at = hosts[at]?.jump) {
    if (at === to) return true;
    seen.add(at);
  }
  return false;
}
