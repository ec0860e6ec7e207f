import { formerly } from '../../src/engine/action.ts';
import type { Platform } from '../../src/farm/platform.ts';
import { discovery } from './discover.ts';
import { named } from './examine.ts';
import { commands, needs, privileged } from './needs.ts';
import { plays } from './role.ts';
import { site } from './site.ts';

/** Sites of nginx, a file and a link each. */
export const nginx: Platform = {
  kind: 'nginx',
  title: plays.title,
  role: 'proxy',
  plays,
  actions: [site, formerly('nginx.unsite', site, (args) => ({ ...args, present: false }))],
  needs,
  privileged,
  commands,
  named,
  discovery,
};
