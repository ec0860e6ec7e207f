import type { Invocation } from '../../engine/action.ts';
import type { Farm } from '../farm.ts';
import type { Spoken } from '../references.ts';

/** No service would refuse its configuration without the VM. */
export function unneeded({ dns, dhcp, firewall, proxy }: Farm, spoken: Spoken): Invocation {
  const services = { dns, dhcp, ...(firewall && { firewall }), ...(proxy && { proxy }) };
  return { action: 'vm.unneeded', args: JSON.parse(JSON.stringify({ ...spoken, services })) };
}
