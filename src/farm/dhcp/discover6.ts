import type { Discovered, FoundVm } from '../discovery.ts';
import type { DhcpHost } from '../state.ts';
import { whyUnreadable } from '../text/unreadable.ts';

/**
 * What was found of a DHCP server, with the file of its DHCPv6 where that has an entry of a VM. `hostsIn`: what the file's text has; where it
 * throws, there is a remark. An empty text is a file that is not there.
 */
export function withFile6(
  found: Discovered,
  file: { readonly path: string; readonly text: string },
  hostsIn: (text: string, path: string) => readonly DhcpHost[],
  vms: readonly FoundVm[],
): Discovered {
  const { path, text } = file;
  if (text === '') return found;
  try {
    const hosts = hostsIn(text, path);
    const known = vms.filter((vm) => hosts.some((host) => isOf(host, vm)));
    if (known.length === 0) return found;
    const file6 = { value: path, from: `it has ${known.length} of ${vms.length} VMs` };
    return { ...found, settings: { ...found.settings, file6 } };
  } catch (error) {
    return { ...found, remarks: [...(found.remarks ?? []), `${whyUnreadable(path, error)}: it is left out`] };
  }
}

function isOf(host: DhcpHost, { instance, address6, macs = [] }: FoundVm): boolean {
  const isNamed = host.name === instance || (host.mac !== undefined && macs.includes(host.mac));
  return isNamed || (address6 !== undefined && host.addresses.includes(address6));
}
