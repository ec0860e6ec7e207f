import type { Farm } from '../../farm/farm.ts';
import { fill } from '../../farm/naming.ts';

/** A machine reached by SSH, as far as matters here. */
type Host = { readonly name: string; readonly address: string; readonly jump?: string };

/** A VM that builds is a host too: by its own settings, or reached by its full name through its node. */
export function isGuest({ vms, naming, hypervisor }: Farm, { name, address, jump }: Host): boolean {
  if (vms.get(name)?.build?.host === name) return true;
  return jump === hypervisor.nodeHost && address === fill(naming.instance, { name });
}
