import type { Farm, ProxySettings } from '../src/farm/farm.ts';
import type { Inventory } from '../src/farm/inventory.ts';
import { type Part, readParts } from '../src/farm/read-parts.ts';
import type { FarmState, ProxyState } from '../src/farm/state.ts';
import type { Hosts } from '../src/ssh/host.ts';
import { zonePart } from './bind/state.ts';
import { type Cluster, clusterFact } from './ganeti/cluster.ts';
import { balloonsFact } from './ganeti/monitor.ts';
import { dhcpPart } from './isc-dhcpd/state.ts';
import { type Group, groupFact, type LogicalVolume, storageState, volumesFact } from './lvm/facts.ts';
import { sitesFact } from './nginx/facts.ts';
import { firewallPart } from './shorewall/state.ts';

/** Reads the whole farm: one batch a host, hosts in parallel. What could not be read says why. Never throws. */
export async function readState(farm: Farm, hosts: Hosts): Promise<FarmState> {
  const { ganeti, lvm, dns, dhcp, firewall, proxy } = farm;
  const cluster = clusterFact(ganeti.host);
  return await readParts(hosts, {
    forward: zonePart(dns, dns.forward),
    ...(dns.reverse && { reverse: zonePart(dns, dns.reverse) }),
    dhcp: dhcpPart(dhcp),
    ...(proxy && { proxy: sitesPart(proxy) }),
    ...(firewall && { firewall: firewallPart(firewall) }),
    instances: { facts: [cluster], make: ([found]) => (found as Cluster).instances },
    nodes: { facts: [cluster], make: ([found]) => (found as Cluster).nodes },
    storage: {
      facts: [groupFact(lvm.host, lvm.volumeGroup), volumesFact(lvm.host, lvm.volumeGroup)],
      make: ([group, volumes]) => storageState(group as Group, volumes as readonly LogicalVolume[]),
    },
    balloons: {
      facts: [balloonsFact(ganeti.nodeHost, ganeti.monitors)],
      make: ([sizes]) => sizes as ReadonlyMap<string, number>,
    },
  });
}

/** The settings of the services that may speak of a VM. */
export type Services = Pick<Farm, 'dns' | 'dhcp' | 'firewall' | 'proxy'>;

/** What every service of the farm says of who has what, one part a service. */
export function servicesOf({
  dns,
  dhcp,
  firewall,
  proxy,
}: Services): readonly Part<{ readonly inventory: Inventory }>[] {
  return [
    zonePart(dns, dns.forward),
    ...(dns.reverse ? [zonePart(dns, dns.reverse)] : []),
    dhcpPart(dhcp),
    ...(proxy ? [sitesPart(proxy)] : []),
    ...(firewall ? [firewallPart(firewall)] : []),
  ];
}

function sitesPart({ host, available, enabled }: ProxySettings): Part<ProxyState> {
  return { facts: [sitesFact(host, available, enabled)], make: ([state]) => state as ProxyState };
}
