import type { Invocation } from '../../engine/action.ts';
import type { Part } from '../read-parts.ts';
import type { FarmSettings, ProxySettings, Vm } from '../settings.ts';
import type { ProxySite, ProxyState, Reading } from '../state.ts';
import type { RoleOf } from './role.ts';
import type { Requests } from './use.ts';

/** Web sites of VMs. */
export interface ReverseProxy extends RoleOf<ProxySettings> {
  /** Its name as people know it. */
  readonly title: string;
  /** A site that leads to the VM. `like`: it listens as the site of that VM does. */
  site(
    farm: FarmSettings,
    vm: Vm,
    like?: { readonly of: Vm; readonly proxy?: Reading<ProxyState> },
  ): Invocation | undefined;
  /** The site goes whatever its text. */
  removeSite(farm: FarmSettings, vm: Vm): Invocation | undefined;
  /** How the sites are read. */
  sites(settings: ProxySettings): Part<ProxyState>;
  /** What was asked of a site that was read so. Left out: it cannot tell. */
  requests?(settings: ProxySettings, state: ProxyState, site: ProxySite): Part<Requests>;
}
