import type { Invocation } from '../../src/engine/action.ts';
import type { Farm } from '../../src/farm/farm.ts';

/** Nothing answers at the address, but for the machine of that MAC. */
export function unused(
  { ganeti }: Farm,
  { address, mac }: { readonly address: string; readonly mac?: string },
): Invocation {
  return { action: 'address.unused', args: { host: ganeti.nodeHost, address, ...(mac !== undefined && { mac }) } };
}
