import type { Invocation } from '../../engine/action.ts';
import type { DnsSettings, Farm } from '../farm.ts';
import type { Part } from '../read-parts.ts';
import type { ZoneState } from '../state.ts';
import type { RoleOf } from './role.ts';

/** A name and its address. */
export interface Named {
  /** Full name, without a dot at its end. */
  readonly instance: string;
  readonly address: string;
}

/** Names and addresses: the forward zone, and the reverse zone where the farm has one. */
export interface Dns extends RoleOf<DnsSettings> {
  /** The A record of a VM; done when the hosts that use the name find it. */
  record(farm: Farm, vm: Named): Invocation;
  /** The PTR record of a VM; undefined: the farm has no reverse zone. */
  pointer(farm: Farm, vm: Named): Invocation | undefined;
  removeRecord(farm: Farm, vm: Named): Invocation;
  removePointer(farm: Farm, vm: Named): Invocation | undefined;
  /** How the zones are read. */
  forward(settings: DnsSettings): Part<ZoneState>;
  reverse(settings: DnsSettings): Part<ZoneState> | undefined;
}
