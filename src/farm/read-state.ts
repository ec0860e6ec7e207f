import type { Hosts } from '../ssh/host.ts';
import type { Farm } from './farm.ts';
import { readParts } from './read-parts.ts';
import type { Inventoried } from './roles/role.ts';
import type { FarmState } from './state.ts';

/** Reads the whole farm: one batch a host, hosts in parallel. What could not be read says why. Never throws. */
export async function readState(farm: Farm, hosts: Hosts): Promise<FarmState> {
  const { roles, hypervisor, storage, dns, dhcp, firewall, proxy } = farm;
  const reverse = roles.dns.reverse(dns);
  return await readParts(hosts, {
    forward: roles.dns.forward(dns),
    ...(reverse && { reverse }),
    dhcp: roles.dhcp.hosts(dhcp),
    ...(proxy && roles.proxy && { proxy: roles.proxy.sites(proxy) }),
    ...(firewall && roles.firewall && { firewall: roles.firewall.forwards(firewall) }),
    instances: roles.hypervisor.instances(hypervisor),
    nodes: roles.hypervisor.nodes(hypervisor),
    storage: roles.storage.volumes(storage),
    balloons: roles.hypervisor.balloons(hypervisor),
  });
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
    roles.dhcp.hosts(dhcp),
    proxy && roles.proxy?.sites(proxy),
    firewall && roles.firewall?.forwards(firewall),
  ].filter((part) => part !== undefined);
}
