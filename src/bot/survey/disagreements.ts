import { isInNetwork6, parseNetwork6, sameText } from '../../farm/address6.ts';
import type { AddressType } from '../../farm/dns/address-type.ts';
import type { Farm } from '../../farm/farm.ts';
import { sshPortOf } from '../../farm/pool.ts';
import { known } from '../../farm/reading.ts';
import { bare } from '../../farm/references.ts';
import type { DhcpHost, FarmState } from '../../farm/state.ts';
import { size } from '../words.ts';
import { hasPlaceholder } from './has-placeholder.ts';
import type { VmState } from './seen-vm.ts';
import { hostOf } from './target.ts';

/** What is missing, too much, or says something else about a VM than the rest of the farm, in words. Nothing is said of what could not be read. */
export function disagreements(farm: Farm, state: FarmState, seen: VmState): readonly string[] {
  return [
    ...inHypervisor(farm, state, seen),
    ...inDns(farm, state, seen),
    ...inDhcp(farm, state, seen),
    ...inDhcp6(farm, state, seen),
    ...inFirewall(farm, state, seen),
    ...inFirewall6(farm, state, seen),
    ...inProxy(farm, state, seen),
  ];
}

function inHypervisor(farm: Farm, state: FarmState, seen: VmState): readonly string[] {
  if ('unknown' in state.instances) return [];
  const { vm, instance, balloon } = seen;
  const { title } = farm.roles.hypervisor;
  if (!instance) return [`${title} has no such instance`];
  if (hasPlaceholder(farm, seen))
    return [
      'it has placeholders for disks, and cannot boot: the clone that makes it is not over, or was left half done',
    ];
  if (instance.health === 'error' || instance.health === 'unknown') return [`${title} says ${instance.status}`];
  const wanted = Math.min(vm.balloon ?? instance.memory, instance.memory);
  if (vm.balloon !== null && instance.running && balloon !== undefined && balloon > wanted)
    return [`its balloon is lost: it has ${size(balloon)}, not ${size(wanted)}`];
  return [];
}

function inDns(farm: Farm, state: FarmState, { vm, addresses, pointers, ...seen }: VmState): readonly string[] {
  const found: string[] = [];
  const { forward, reverse, reverse6 } = state;
  if ('known' in forward) {
    if (addresses.length === 0) found.push(`${farm.dns.forward.zone} has no A record of it`);
    if (addresses.length > 1) found.push(`it has several A records: ${addresses.join(', ')}`);
    if (forward.known.served !== null && forward.known.served !== forward.known.serial)
      found.push(unloaded(farm.dns.forward.zone));
    if (vm.address !== undefined && addresses.length === 1 && addresses[0] !== vm.address)
      found.push(`farm.yaml keeps ${vm.address} for it, DNS says ${addresses[0]}`);
    found.push(...named6(farm, seen));
  }
  if (reverse && 'known' in reverse && 'known' in forward) {
    found.push(...pointing(addresses, pointers, 'A'));
    if (reverse.known.served !== null && reverse.known.served !== reverse.known.serial)
      found.push(unloaded(farm.dns.reverse?.zone ?? ''));
  }
  if (reverse6 && 'known' in reverse6 && 'known' in forward) {
    found.push(...pointing(seen.addresses6, seen.pointers6, 'AAAA'));
    if (reverse6.known.served !== null && reverse6.known.served !== reverse6.known.serial)
      found.push(unloaded(farm.dns.reverse6?.zone ?? ''));
  }
  return found;
}

/** Its AAAA records: one where others give it an address, and that by the pool's rule where it is of the pool's network. */
function named6(
  { dns, pool }: Farm,
  seen: Pick<VmState, 'addresses6' | 'ruled6' | 'dhcpHosts6' | 'rules6'>,
): readonly string[] {
  const { addresses6, ruled6, dhcpHosts6, rules6 } = seen;
  if (addresses6.length === 0)
    return rules6.length + dhcpHosts6.length > 0 ? [`${dns.forward.zone} has no AAAA record of it`] : [];
  const network = parseNetwork6(pool.network6?.prefix ?? '');
  const within = addresses6.filter((address) => network && isInNetwork6(network, address));
  return ruled6 === undefined || within.length === 0 || within.includes(ruled6)
    ? []
    : [`its AAAA record is ${within.join(', ')}, by the rule it would be ${ruled6}`];
}

/** Addresses of which one of the two records is missing. */
function pointing(addresses: readonly string[], pointers: readonly string[], type: AddressType): readonly string[] {
  const without = addresses.filter((address) => !pointers.includes(address));
  const astray = pointers.filter((address) => !addresses.includes(address));
  return [
    ...(without.length > 0 ? [`no PTR record of ${without.join(', ')} names it`] : []),
    ...(astray.length > 0 ? [`the PTR record of ${astray.join(', ')} names it, its ${type} record does not`] : []),
  ];
}

function unloaded(zone: string): string {
  return `the name server has not loaded the latest ${zone}`;
}

function inDhcp(farm: Farm, state: FarmState, seen: VmState): readonly string[] {
  if ('unknown' in state.dhcp) return [];
  if (seen.dhcpHosts.length === 0) return ['DHCP does not know it'];
  return given(farm, seen, 'DHCP', seen.dhcpHosts, seen.addresses);
}

/** No VM needs an entry of DHCPv6. */
function inDhcp6(farm: Farm, { forward }: FarmState, seen: VmState): readonly string[] {
  return 'unknown' in forward ? [] : given(farm, seen, 'DHCPv6', seen.dhcpHosts6, seen.addresses6);
}

/** To whom a DHCP server gives what. */
function given(
  { roles }: Farm,
  { vm, instance }: VmState,
  server: 'DHCP' | 'DHCPv6',
  hosts: readonly DhcpHost[],
  addresses: readonly string[],
): readonly string[] {
  const macs = hosts.flatMap(({ mac }) => mac ?? []);
  const wrong = instance ? macs.filter((mac) => !instance.macs.includes(mac)) : [];
  const own = [vm.instance, vm.name, ...addresses];
  const strange = hosts.flatMap((host) => host.addresses).filter((one) => !own.includes(bare(one)));
  return [
    ...(wrong.length > 0
      ? [
          `${server} expects MAC ${wrong.join(', ')}, ${roles.hypervisor.title} has ${instance?.macs.join(', ') || 'none'}`,
        ]
      : []),
    ...(strange.length > 0
      ? [`${server} gives it ${strange.join(', ')}, DNS says ${addresses.join(', ') || 'nothing'}`]
      : []),
  ];
}

function inFirewall(farm: Farm, state: FarmState, { vm, variable, forwards, addresses }: VmState): readonly string[] {
  if (!farm.firewall || !state.firewall || 'unknown' in state.firewall) return [];
  const [address] = addresses;
  const ssh = forwards.filter(({ toPort }) => toPort === 22);
  const found: string[] = [];
  if (ssh.length === 0) found.push('the firewall lets no SSH through to it');
  if (variable === undefined && ssh.some((one) => one.variable !== undefined))
    found.push(`the firewall's ${vm.variable} is not set`);
  if (variable !== undefined && address !== undefined && variable !== address)
    found.push(`the firewall's ${vm.variable} is ${variable}, DNS says ${address}`);
  const port = address === undefined ? undefined : sshPortOf(farm.firewall, farm.pool, address);
  if (port !== undefined && ssh.length > 0 && ssh.every((one) => one.port !== port)) {
    found.push(`its SSH port is ${ssh.map((one) => one.port).join(', ')}, by the rule it would be ${port}`);
  }
  return found;
}

/** Rules of IPv6 for each machine are no must: one of its own is missing where most other VMs with an IPv6 address have theirs. */
function inFirewall6({ firewall }: Farm, state: FarmState, { vm, addresses6, rules6 }: VmState): readonly string[] {
  const all = known(state.firewall, undefined)?.rules6;
  const records = known(state.forward, undefined)?.records ?? [];
  if (!firewall || !all || addresses6.length === 0 || rules6.some(({ ssh }) => ssh)) return [];
  const machines = new Set(known(state.instances, []).map(({ name }) => name));
  const others = records.filter(({ type, name }) => type === 'AAAA' && name !== vm.instance && machines.has(name));
  const letIn = new Set(all.filter(({ ssh }) => ssh).flatMap((rule) => rule.addresses));
  const like = others.filter(({ value }) => letIn.has(value));
  if (like.length * 2 <= others.length) return [];
  return [`no rule of the IPv6 firewall lets SSH in to ${addresses6.join(', ')}, as one does to most other VMs`];
}

function inProxy({ roles }: Farm, state: FarmState, seen: VmState): readonly string[] {
  const { vm, site } = seen;
  if (vm.site === undefined || !roles.proxy || !state.proxy || !('known' in state.proxy)) return [];
  if (!site) return [`${roles.proxy.title} has no site ${vm.site}`];
  const found: string[] = [];
  if (!site.enabled) found.push(`its site ${site.file} is not enabled`);
  const own = [vm.instance, vm.name, ...seen.addresses, ...seen.addresses6];
  const isOwn = (host: string) => own.includes(sameText(host) ?? host);
  const direct = site.targets.some((target) => isOwn(hostOf(target) ?? ''));
  // By a name of the proxy's own (an upstream), which its inventory follows.
  const followed = state.proxy.known.inventory.references.some(
    ({ entry, to }) => entry === site.file && isOwn('name' in to ? to.name : 'address' in to ? to.address : ''),
  );
  if (!direct && !followed) found.push(`its site leads to ${site.targets.join(', ') || 'nowhere'}`);
  return found;
}
