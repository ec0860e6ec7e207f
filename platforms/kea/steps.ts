import type { Invocation } from '../../src/engine/action.ts';
import type { AllocatedVm, FarmSettings, Vm } from '../../src/farm/settings.ts';
import { keaOf } from './settings.ts';

/** { "hw-address": MAC, "ip-address": ADDRESS, "hostname": "gallifrey-dev.xivo.vm.farm" } in the reservations of its subnet4 */
export function host(farm: FarmSettings, { instance, mac, address }: AllocatedVm): Invocation {
  const { subnet } = keaOf(farm);
  const args = { ...placeOf(farm), present: true, name: instance, mac, address };
  return { action: 'kea.reservation', args: subnet === undefined ? args : { ...args, subnet } };
}

/**
 * Takes out the reservation of that name, whatever its MAC. `name`: its host name, where that is not the VM's. `_address` is what isc-dhcpd finds a place again by: an undo
 * here has the text that went, and its subnet.
 */
export function removeHost(
  farm: FarmSettings,
  { instance }: Pick<Vm, 'instance'>,
  _address: string | undefined,
  name = instance,
): Invocation {
  return { action: 'kea.reservation', args: { ...placeOf(farm), present: false, name } };
}

function placeOf(farm: FarmSettings) {
  const { host, file, socket } = keaOf(farm);
  return { host, file, socket };
}
