import { relative } from 'node:path/posix';
import type { Invocation } from '../../src/engine/action.ts';
import type { FarmSettings, Vm } from '../../src/farm/settings.ts';
import type { ProxyState, Reading } from '../../src/farm/state.ts';
import { nginxOf } from './settings.ts';
import { listensLike, siteText } from './site-text.ts';

/** server { server_name gallifrey-dev.dachary.org; … }, and its link in sites-enabled. It listens as the site of the VM it is copied from does. */
export function site(
  farm: FarmSettings,
  vm: Vm,
  like?: { readonly of: Vm; readonly proxy?: Reading<ProxyState> },
): Invocation | undefined {
  const place = placeOf(farm, vm);
  if (!place) return undefined;
  const link = `${relative(place.enabled, place.available)}/${place.site}`;
  const known = like?.proxy && 'known' in like.proxy ? like.proxy.known : undefined;
  const listens = known && listensLike(known, like?.of.site === undefined ? [] : [like.of.site]);
  const text = siteText(place.site, vm.instance, listens);
  return { action: 'nginx.site', args: { ...place, present: true, text, link } };
}

/** The site goes whatever its text. */
export function removeSite(farm: FarmSettings, vm: Vm): Invocation | undefined {
  const place = placeOf(farm, vm);
  return place && { action: 'nginx.site', args: { ...place, present: false, text: null } };
}

function placeOf(farm: FarmSettings, { site }: Vm) {
  const proxy = nginxOf(farm);
  if (!proxy || site === undefined) return undefined;
  const { host, available, enabled, reload } = proxy;
  return { host, site, available, enabled, reload };
}
