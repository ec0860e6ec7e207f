import type { Platform } from '../../src/farm/platform.ts';
import { named } from './examine.ts';
import { commands, needs, privileged } from './needs.ts';
import { removeSite } from './remove-site.ts';
import { plays } from './role.ts';
import { site } from './site.ts';

/** Sites of nginx, a file and a link each. */
export const nginx: Platform = {
  kind: 'nginx',
  title: plays.title,
  role: 'proxy',
  plays,
  actions: [site, removeSite],
  needs,
  privileged,
  commands,
  named,
};
