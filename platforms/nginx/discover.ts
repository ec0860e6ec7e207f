import { type Discovered, type Discovery, type FoundVm, hostsOf } from '../../src/farm/discovery.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import type { ProxyState } from '../../src/farm/state.ts';
import { sitesFact } from './facts.ts';

const [available, enabled] = ['/etc/nginx/sites-available', '/etc/nginx/sites-enabled'];

/** Which sites lead to VMs. */
export const discovery: Discovery = {
  program: 'nginx',
  find: (host, vms) => {
    const fact = sitesFact(host, available, enabled);
    return partOf({ ...fact, parse: (result) => sitesIn(fact.parse(result), vms) });
  },
};

/** From the sites there are. */
export function sitesIn({ sites }: Pick<ProxyState, 'sites'>, vms: readonly FoundVm[]): Discovered {
  const hosts = new Set(sites.flatMap(hostsOf));
  const known = vms.filter(({ instance, address = instance }) => hosts.has(instance) || hosts.has(address));
  const from = `sites there lead to ${known.length} of ${vms.length} VMs`;
  return {
    knows: known.length,
    settings: { available: { value: available, from }, enabled: { value: enabled, from } },
  };
}
