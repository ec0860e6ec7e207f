import type { Vm } from '../../farm/settings.ts';
import type { DhcpHost, Instance, PortForward, ProxySite } from '../../farm/state.ts';
import type { PlacedVolume } from './volumes.ts';

/** Everything that was found of one VM; absent where there is none, or it could not be read. */
export interface VmState {
  readonly vm: Vm;
  readonly instance?: Instance;
  /** Values of its A records. */
  readonly addresses: readonly string[];
  /** Values of its AAAA records, where the farm's pool has IPv6. */
  readonly addresses6: readonly string[];
  /** Addresses whose PTR record names it. */
  readonly pointers: readonly string[];
  /** IPv6 addresses whose PTR record names it. */
  readonly pointers6: readonly string[];
  /** All of DHCP's hosts that are its: of its name, short or full, its address or its MAC. */
  readonly dhcpHosts: readonly DhcpHost[];
  /** Value of its variable of the firewall. */
  readonly variable?: string;
  readonly forwards: readonly PortForward[];
  readonly site?: ProxySite;
  /** Its disks, and whatever an unfinished clone left under its name. */
  readonly volumes: readonly PlacedVolume[];
  /** Bytes the balloon leaves it, where it runs. */
  readonly balloon?: number;
}
