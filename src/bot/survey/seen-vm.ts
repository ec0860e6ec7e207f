import type { Vm } from '../../farm/settings.ts';
import type { DhcpHost, Instance, MachineRule, PortForward, ProxySite } from '../../farm/state.ts';
import type { PlacedVolume } from './volumes.ts';

/** Everything that was found of one VM; absent where there is none, or it could not be read. */
export interface VmState {
  readonly vm: Vm;
  readonly instance?: Instance;
  /** Values of its A records. */
  readonly addresses: readonly string[];
  /** Values of its AAAA records, where the farm's pool has IPv6. */
  readonly addresses6: readonly string[];
  /** The IPv6 address it has by the pool's rule; absent where the pool has none, or the record of another name has it. */
  readonly ruled6?: string;
  /** Addresses whose PTR record names it. */
  readonly pointers: readonly string[];
  /** IPv6 addresses whose PTR record names it. */
  readonly pointers6: readonly string[];
  /** All of DHCP's hosts that are its: of its name, short or full, its address or its MAC. */
  readonly dhcpHosts: readonly DhcpHost[];
  /** DHCPv6's, where the farm's pool has IPv6. */
  readonly dhcpHosts6: readonly DhcpHost[];
  /** Rules of the IPv6 firewall that name it by an address of its own. */
  readonly rules6: readonly MachineRule[];
  /** Value of its variable of the firewall. */
  readonly variable?: string;
  readonly forwards: readonly PortForward[];
  readonly site?: ProxySite;
  /** Its disks, and whatever an unfinished clone left under its name. */
  readonly volumes: readonly PlacedVolume[];
  /** Bytes the balloon leaves it, where it runs. */
  readonly balloon?: number;
}

/** A VM's own IPv6 addresses: those DNS says, else the one by the rule. */
export function own6({ addresses6, ruled6 }: Pick<VmState, 'addresses6' | 'ruled6'>): readonly string[] {
  return addresses6.length > 0 || ruled6 === undefined ? addresses6 : [ruled6];
}
