import type { Invocation } from '../../src/engine/action.ts';
import type { Farm } from '../../src/farm/farm.ts';
import { reverseName } from '../bind/steps.ts';
import type { RecordArgs } from './record.ts';
import { type Rfc2136Settings, settingsOf } from './settings.ts';

interface Place {
  readonly instance: string;
  readonly address: string;
}

/** nsupdate: update add gallifrey-dev.xivo.vm.farm. 3600 A 10.10.60.6; found by Ganeti, the DHCP server and the proxy, which use the name. */
export function record(farm: Farm, vm: Place): Invocation {
  const { ganeti, dhcp, proxy } = farm;
  const resolvers = [...new Set([ganeti.host, dhcp.host, ...(proxy ? [proxy.host] : [])])];
  return step({ ...forward(settingsOf(farm), vm), present: true, resolvers });
}

/** nsupdate: update add 6.60.10.10.in-addr.arpa. 3600 PTR gallifrey-dev.xivo.vm.farm. */
export function pointer(farm: Farm, vm: Place): Invocation | undefined {
  const args = reverse(settingsOf(farm), vm);
  return args && step({ ...args, present: true });
}

/** nsupdate: update delete gallifrey-dev.xivo.vm.farm. A 10.10.60.6 */
export function removeRecord(farm: Farm, vm: Place): Invocation {
  return step({ ...forward(settingsOf(farm), vm), present: false });
}

/** nsupdate: update delete 6.60.10.10.in-addr.arpa. PTR gallifrey-dev.xivo.vm.farm. */
export function removePointer(farm: Farm, vm: Place): Invocation | undefined {
  const args = reverse(settingsOf(farm), vm);
  return args && step({ ...args, present: false });
}

function step(args: RecordArgs): Invocation {
  return { action: 'rfc2136.record', args };
}

function forward(settings: Rfc2136Settings, { instance, address }: Place) {
  return { ...common(settings), zone: settings.forward.zone, type: 'A', name: instance, value: address } as const;
}

function reverse(settings: Rfc2136Settings, { instance, address }: Place) {
  if (!settings.reverse) return undefined;
  const { zone } = settings.reverse;
  return { ...common(settings), zone, type: 'PTR', name: reverseName(address), value: instance } as const;
}

function common({ host, address, port, key, ttl }: Rfc2136Settings) {
  return { host, server: { address, port }, key, ttl };
}
