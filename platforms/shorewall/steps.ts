import type { Invocation } from '../../src/engine/action.ts';
import type { AllocatedVm, FarmSettings, Vm } from '../../src/farm/settings.ts';
import { shorewallOf } from './settings.ts';

/** VM_GALLIFREY_DEV_XIVO=10.10.60.6, and DNAT net loc:$VM_GALLIFREY_DEV_XIVO:22 tcp 22006 - $IP_FAILOVER */
export function forward(farm: FarmSettings, vm: AllocatedVm): Invocation | undefined {
  const place = placeOf(farm, vm);
  if (!place || vm.sshPort === undefined) return undefined;
  const { publicAddress, netZone, vmZone } = place.firewall;
  const rule = { address: vm.address, port: vm.sshPort, publicAddress, netZone, vmZone };
  return { action: 'shorewall.forward', args: { ...place.args, present: true, ...rule } };
}

/** Every rule to the VM goes, and its param. */
export function removeForward(farm: FarmSettings, vm: Vm): Invocation | undefined {
  const place = placeOf(farm, vm);
  return place && { action: 'shorewall.forward', args: { ...place.args, present: false } };
}

function placeOf(farm: FarmSettings, { variable: param }: Vm) {
  const firewall = shorewallOf(farm);
  if (!firewall || param === undefined) return undefined;
  const { host, folder, rules, params, deadMan } = firewall;
  const state = farm.hosts.get(host)?.state;
  if (state === undefined) throw new Error(`farm.yaml has no host ${host}`);
  return { firewall, args: { host, state, folder, rules, params, deadMan, param } };
}
