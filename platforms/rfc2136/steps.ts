import type { Invocation } from '../../src/engine/action.ts';
import { typeFor } from '../../src/farm/dns/address-type.ts';
import { reverseName } from '../../src/farm/reverse-name.ts';
import type { Named } from '../../src/farm/roles/dns.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import type { RecordArgs } from './args.ts';
import { type Rfc2136Settings, rfc2136Of } from './settings.ts';

/** nsupdate: update add gallifrey-dev.xivo.vm.farm. 3600 A 10.10.60.6; found by the hypervisor, the DHCP server and the proxy, which use the name. Of an IPv6 address AAAA, which none of them waits for. */
export function record(farm: FarmSettings, vm: Named): Invocation {
  const { hypervisor, dhcp, proxy } = farm;
  const resolvers = [...new Set([hypervisor.host, dhcp.host, ...(proxy ? [proxy.host] : [])])];
  const wanted = forward(rfc2136Of(farm), vm);
  return step({ ...wanted, present: true, ...(wanted.type === 'A' && { resolvers }) });
}

/** nsupdate: update add 6.60.10.10.in-addr.arpa. 3600 PTR gallifrey-dev.xivo.vm.farm. */
export function pointer(farm: FarmSettings, vm: Named): Invocation | undefined {
  const args = reverse(rfc2136Of(farm), vm);
  return args && step({ ...args, present: true });
}

/** nsupdate: update delete gallifrey-dev.xivo.vm.farm. A 10.10.60.6 */
export function removeRecord(farm: FarmSettings, vm: Named): Invocation {
  return step({ ...forward(rfc2136Of(farm), vm), present: false });
}

/** nsupdate: update delete 6.60.10.10.in-addr.arpa. PTR gallifrey-dev.xivo.vm.farm. */
export function removePointer(farm: FarmSettings, vm: Named): Invocation | undefined {
  const args = reverse(rfc2136Of(farm), vm);
  return args && step({ ...args, present: false });
}

function step(args: RecordArgs): Invocation {
  return { action: 'rfc2136.record', args };
}

function forward(settings: Rfc2136Settings, { instance, address }: Named) {
  const { zone } = settings.forward;
  return { ...common(settings), zone, type: typeFor(address), name: instance, value: address } as const;
}

function reverse(settings: Rfc2136Settings, { instance, address }: Named) {
  const zone = (typeFor(address) === 'A' ? settings.reverse : settings.reverse6)?.zone;
  if (zone === undefined) return undefined;
  return { ...common(settings), zone, type: 'PTR', name: reverseName(address), value: instance } as const;
}

function common({ host, address, port, key, ttl }: Rfc2136Settings) {
  return { host, server: { address, port }, key, ttl };
}
