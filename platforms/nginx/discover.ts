import type { Discovered, Discovery, FoundVm } from '../../src/farm/discovery.ts';
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
  const hosts = sites.flatMap(({ targets }) =>
    targets.map((target) => target.replace(/^\w+:\/\//, '').split(/[:/]/)[0]),
  );
  const known = vms.filter(({ instance, address }) => hosts.includes(instance) || hosts.includes(address));
  const from = `sites there lead to ${known.length} of ${vms.length} VMs`;
  return {
    knows: known.length,
    settings: { available: { value: available, from }, enabled: { value: enabled, from } },
  };
}
