import { type Part, partOf } from '../../src/farm/read-parts.ts';
import type { ProxyState } from '../../src/farm/state.ts';
import { sitesFact } from './facts.ts';
import type { NginxSettings } from './settings.ts';

/** The sites there are, and where each leads. */
export function sitesPart({ host, available, enabled }: NginxSettings): Part<ProxyState> {
  return partOf(sitesFact(host, available, enabled));
}
