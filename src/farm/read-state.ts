import type { ReadingHosts } from '../engine/look.ts';
import type { Farm } from './farm.ts';
import { onNode } from './on-node.ts';
import { type Part, readParts } from './read-parts.ts';
import type { Inventoried } from './roles/role.ts';
import type { FarmState, StorageState } from './state.ts';

/** Reads the whole farm: one batch a host, hosts in parallel. What could not be read says why. Never throws. */
export async function readState(farm: Farm, hosts: ReadingHosts): Promise<FarmState> {
  const { roles, hypervisor, dns, dhcp, firewall, proxy } = farm;
  const [reverse, reverse6] = [roles.dns.reverse(dns), roles.dns.reverse6(dns)];
  const onNodes = [...hypervisor.nodes.keys()].map((node) => [node, onNode(farm, node)] as const);
  return await readParts(hosts, {
    forward: roles.dns.forward(dns),
    ...(reverse && { reverse }),
    ...(reverse6 && { reverse6 }),
    dhcp: roles.dhcp.hosts(dhcp),
    ...(proxy && roles.proxy && { proxy: roles.proxy.sites(proxy) }),
    ...(firewall && roles.firewall && { firewall: roles.firewall.forwards(firewall) }),
    instances: roles.hypervisor.instances(hypervisor),
    nodes: roles.hypervisor.nodes(hypervisor),
    storage: storageOf(farm),
    balloons: new Map(onNodes.map(([node, { hypervisor }]) => [node, roles.hypervisor.balloons(hypervisor)])),
  });
}

/** The volume groups of each node. */
export function storageOf(farm: Farm): ReadonlyMap<string, Part<StorageState>> {
  const nodes = [...farm.hypervisor.nodes.keys()];
  return new Map(nodes.map((node) => [node, farm.roles.storage.volumes(onNode(farm, node).storage)]));
}

/** What every service of the farm says of who has what, one part a service. */
export function servicesOf({
  roles,
  dns,
  dhcp,
  firewall,
  proxy,
}: Pick<Farm, 'roles' | 'dns' | 'dhcp' | 'firewall' | 'proxy'>): readonly Inventoried[] {
  return [
    roles.dns.forward(dns),
    roles.dns.reverse(dns),
    roles.dns.reverse6(dns),
    roles.dhcp.hosts(dhcp),
    proxy && roles.proxy?.sites(proxy),
    firewall && roles.firewall?.forwards(firewall),
  ].filter((part) => part !== undefined);
}
