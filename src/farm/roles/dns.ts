import type { Invocation } from '../../engine/action.ts';
import type { Part } from '../read-parts.ts';
import type { DnsSettings, FarmSettings } from '../settings.ts';
import type { ZoneState } from '../state.ts';
import type { RoleOf } from './role.ts';

/** A name and its address, of IPv4 or IPv6. */
export interface Named {
  /** Full name, without a dot at its end. */
  readonly instance: string;
  /** An IPv6 one as RFC 5952 writes it. */
  readonly address: string;
}

/** Names and addresses: the forward zone, and the reverse zones where the farm has them. */
export interface Dns extends RoleOf<DnsSettings> {
  /** The A or AAAA record of a VM; an A record is done when the hosts that use the name find it. */
  record(farm: FarmSettings, vm: Named): Invocation;
  /** The PTR record of a VM; undefined: the farm has no reverse zone of such addresses. */
  pointer(farm: FarmSettings, vm: Named): Invocation | undefined;
  removeRecord(farm: FarmSettings, vm: Named): Invocation;
  removePointer(farm: FarmSettings, vm: Named): Invocation | undefined;
  /** How the zones are read. */
  forward(settings: DnsSettings): Part<ZoneState>;
  reverse(settings: DnsSettings): Part<ZoneState> | undefined;
  reverse6(settings: DnsSettings): Part<ZoneState> | undefined;
}
