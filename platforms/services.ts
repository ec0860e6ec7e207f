import type { Invocation } from '../src/engine/action.ts';
import type { Farm } from '../src/farm/farm.ts';
import type { Spoken } from '../src/farm/references.ts';

/** No service would refuse its configuration without the VM. */
export function unneeded({ dns, dhcp, firewall, proxy }: Farm, spoken: Spoken): Invocation {
  const services = { dns, dhcp, ...(firewall && { firewall }), ...(proxy && { proxy }) };
  return { action: 'vm.unneeded', args: JSON.parse(JSON.stringify({ ...spoken, services })) };
}
