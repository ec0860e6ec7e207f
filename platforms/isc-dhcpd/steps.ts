import type { Invocation } from '../../src/engine/action.ts';
import type { AllocatedVm, FarmSettings, Vm } from '../../src/farm/settings.ts';
import { dhcpdOf } from './settings.ts';

/** host gallifrey-dev.xivo.vm.farm { hardware ethernet MAC; fixed-address gallifrey-dev.xivo.vm.farm; … } */
export function host(farm: FarmSettings, { instance, mac, address }: AllocatedVm): Invocation {
  const { netmask } = dhcpdOf(farm);
  return { action: 'dhcpd.host', args: { ...placeOf(farm), present: true, name: instance, mac, address, netmask } };
}

/**
 * The host of that name, whatever its MAC. `address`: by which an undo finds its place again, where DNS knows it; `name`: of the
 * block, where it is not the VM's.
 */
export function removeHost(
  farm: FarmSettings,
  { instance }: Pick<Vm, 'instance'>,
  address: string | undefined,
  name = instance,
): Invocation {
  const { netmask } = dhcpdOf(farm);
  const args = { ...placeOf(farm), present: false, name };
  return { action: 'dhcpd.host', args: address === undefined ? args : { ...args, address, netmask } };
}

function placeOf(farm: FarmSettings) {
  const { host, file, restart, health } = dhcpdOf(farm);
  return { host, file, restart, health };
}
