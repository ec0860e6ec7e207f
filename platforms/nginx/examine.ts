import type { Named } from '../../src/farm/platform.ts';
import { known } from '../../src/farm/reading.ts';

/** A VM's site, by any name the site answers to. */
export const named: Named = {
  has: 'the proxy has a site',
  setting: 'site',
  there: ({ proxy }) => known(proxy, undefined)?.sites.flatMap(({ names }) => names),
};
