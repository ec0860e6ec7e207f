import type { Action, Actions } from '../src/engine/action.ts';
import { unneededBy } from '../src/farm/unneeded.ts';
import { record, unrecord } from './bind/record.ts';
import { choices } from './choices.ts';
import { add } from './ganeti/add.ts';
import { set } from './ganeti/balloon.ts';
import { remove as removeInstance } from './ganeti/remove.ts';
import { start } from './ganeti/start.ts';
import { stop } from './ganeti/stop.ts';
import { answers } from './guest/answers.ts';
import { disk } from './guest/personalise.ts';
import { unused } from './guest/unused.ts';
import { host } from './isc-dhcpd/host.ts';
import { unhost } from './isc-dhcpd/unhost.ts';
import { copy } from './lvm/copy.ts';
import { discard, remove as removeVolume } from './lvm/remove.ts';
import { snapshot } from './lvm/snapshot.ts';
import { volume } from './lvm/volume.ts';
import { site } from './nginx/site.ts';
import { unsite } from './nginx/unsite.ts';
import { build } from './packaging-farm/build.ts';
import { lines } from './packaging-farm/lines.ts';
import { forward } from './shorewall/forward.ts';
import { restore } from './shorewall/restore.ts';
import { unforward } from './shorewall/unforward.ts';

const all: readonly Action[] = [
  snapshot,
  volume,
  copy,
  removeVolume,
  discard,
  disk,
  record,
  unrecord,
  host,
  unhost,
  site,
  unsite,
  forward,
  unforward,
  restore,
  add,
  start,
  stop,
  removeInstance,
  set,
  answers,
  unused,
  unneededBy(choices),
  lines,
  build,
];

/** Every kind of step of this farm: the one list a new action is added to. */
export const actions: Actions = new Map(all.map((action) => [action.name, action]));
