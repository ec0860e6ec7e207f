import type { Builder } from './builder.ts';
import type { Dhcp } from './dhcp.ts';
import type { Dns } from './dns.ts';
import type { Firewall } from './firewall.ts';
import type { Guest } from './guest.ts';
import type { Hypervisor } from './hypervisor.ts';
import type { ReverseProxy } from './proxy.ts';
import type { Storage } from './storage.ts';

/** Who plays each role on one farm, as farm.yaml chooses: commands write their steps with these, whatever the platform. */
export interface Roles {
  readonly hypervisor: Hypervisor;
  readonly storage: Storage;
  readonly dns: Dns;
  readonly dhcp: Dhcp;
  readonly guest: Guest;
  readonly builder: Builder;
  /** Absent: the farm has no firewall farmhand looks after. */
  readonly firewall?: Firewall;
  /** Absent: the farm has no proxy farmhand looks after. */
  readonly proxy?: ReverseProxy;
}

/** The platforms there are for each role, in the order of the list: the first is what a farm has that names none. */
export interface Choices {
  readonly hypervisor: readonly Hypervisor[];
  readonly storage: readonly Storage[];
  readonly dns: readonly Dns[];
  readonly dhcp: readonly Dhcp[];
  readonly firewall: readonly Firewall[];
  readonly proxy: readonly ReverseProxy[];
  readonly guest: Guest;
  readonly builder: Builder;
}
