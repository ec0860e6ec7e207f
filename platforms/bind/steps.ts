import type { Invocation } from '../../src/engine/action.ts';
import { typeFor } from '../../src/farm/dns/address-type.ts';
import { reverseName } from '../../src/farm/reverse-name.ts';
import type { Named } from '../../src/farm/roles/dns.ts';
import type { FarmSettings } from '../../src/farm/settings.ts';
import type { RecordArgs } from './args.ts';
import { type BindSettings, type BindZone, bindOf } from './settings.ts';

/** gallifrey-dev.xivo.vm IN A 10.10.60.6; found by Ganeti, the DHCP server and the proxy, which use the name. Of an IPv6 address AAAA, which none of them waits for. */
export function record(farm: FarmSettings, vm: Named): Invocation {
  const { hypervisor, dhcp, proxy } = farm;
  const resolvers = [...new Set([hypervisor.host, dhcp.host, ...(proxy ? [proxy.host] : [])])];
  const wanted = forward(bindOf(farm), vm);
  return step({ ...wanted, present: true, ...(wanted.type === 'A' && { resolvers }) });
}

/** 6.60 IN PTR gallifrey-dev.xivo.vm.farm. */
export function pointer(farm: FarmSettings, vm: Named): Invocation | undefined {
  const args = reverse(bindOf(farm), vm);
  return args && step({ ...args, present: true });
}

export function removeRecord(farm: FarmSettings, vm: Named): Invocation {
  return step({ ...forward(bindOf(farm), vm), present: false });
}

export function removePointer(farm: FarmSettings, vm: Named): Invocation | undefined {
  const args = reverse(bindOf(farm), vm);
  return args && step({ ...args, present: false });
}

function step(args: RecordArgs): Invocation {
  return { action: 'bind.record', args };
}

function forward(dns: BindSettings, { instance, address }: Named) {
  return { ...zone(dns, dns.forward), type: typeFor(address), name: instance, value: address } as const;
}

function reverse(dns: BindSettings, { instance, address }: Named) {
  const settings = typeFor(address) === 'A' ? dns.reverse : dns.reverse6;
  return settings && ({ ...zone(dns, settings), type: 'PTR', name: reverseName(address), value: instance } as const);
}

function zone({ host, address, port, reload }: BindSettings, { zone, file }: BindZone) {
  return { host, zone, file, server: { address, port }, reload: [...reload] };
}
