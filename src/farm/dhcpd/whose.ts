import type { DhcpHost } from '../state.ts';

/** What is known of a VM, by which its host block can be told. */
export interface Known {
  /** Full name. */
  readonly instance: string;
  /** Those Ganeti gave it, lower case. */
  readonly macs: readonly string[];
  /** Those its A records have. */
  readonly addresses: readonly string[];
}

/**
 * The host block of a VM, whatever its own name: the one that has its full name; else its MAC; else leads to its full name; else its short
 * name, or its address and no MAC, and nothing in it that is another's. Undefined where there is none.
 */
export function blockOf(hosts: readonly DhcpHost[], { instance, macs, addresses }: Known): DhcpHost | undefined {
  const short = instance.split('.')[0];
  const own = new Set([instance, ...addresses]);
  const foreign = ({ mac, addresses: fixed }: DhcpHost) =>
    (mac !== undefined && macs.length > 0 && !macs.includes(mac)) ||
    (fixed.length > 0 && addresses.length > 0 && !fixed.some((one) => own.has(one)));
  return (
    hosts.find(({ name }) => name === instance) ??
    hosts.find(({ mac }) => mac !== undefined && macs.includes(mac)) ??
    hosts.find((host) => host.addresses.includes(instance)) ??
    hosts.find((host) => host.name === short && !foreign(host)) ??
    hosts.find((host) => host.mac === undefined && host.addresses.some((one) => own.has(one)))
  );
}
