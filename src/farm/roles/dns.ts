import type { Invocation } from '../../engine/action.ts';
import type { Part } from '../read-parts.ts';
import type { DnsSettings, FarmSettings } from '../settings.ts';
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
  record(farm: FarmSettings, vm: Named): Invocation;
  /** The PTR record of a VM; undefined: the farm has no reverse zone. */
  pointer(farm: FarmSettings, vm: Named): Invocation | undefined;
  removeRecord(farm: FarmSettings, vm: Named): Invocation;
  removePointer(farm: FarmSettings, vm: Named): Invocation | undefined;
  /** How the zones are read. */
  forward(settings: DnsSettings): Part<ZoneState>;
  reverse(settings: DnsSettings): Part<ZoneState> | undefined;
}
