import { relative } from 'node:path/posix';
import type { Invocation } from '../../engine/action.ts';
import type { Farm, Vm } from '../farm.ts';
import { siteText } from '../nginx/site-text.ts';

/** server { server_name gallifrey-dev.dachary.org; … }, and its link in sites-enabled */
export function site(farm: Farm, vm: Vm): Invocation | undefined {
  const place = placeOf(farm, vm);
  if (!place) return undefined;
  const link = `${relative(place.enabled, place.available)}/${place.site}`;
  return { action: 'nginx.site', args: { ...place, text: siteText(place.site, vm.instance), link } };
}

/** The site goes whatever its text. */
export function removeSite(farm: Farm, vm: Vm): Invocation | undefined {
  const place = placeOf(farm, vm);
  return place && { action: 'nginx.unsite', args: { ...place, text: null } };
}

function placeOf({ proxy }: Farm, { site }: Vm) {
  if (!proxy || site === undefined) return undefined;
  const { host, available, enabled, reload } = proxy;
  return { host, site, available, enabled, reload };
}
