import type { Platform } from '../../src/farm/platform.ts';
import { add } from './add.ts';
import { set } from './balloon.ts';
import { bin } from './bin.ts';
import { boot } from './boot.ts';
import { booted } from './booted.ts';
import { discovery } from './discover.ts';
import { dismiss } from './dismiss.ts';
import { drain } from './drain.ts';
import { examine } from './examine.ts';
import { failover } from './failover.ts';
import { grow } from './grow.ts';
import { maximum } from './maximum.ts';
import { migrate } from './migrate.ts';
import { mirror } from './mirror.ts';
import { move } from './move.ts';
import { needs, privileged } from './needs.ts';
import { remove } from './remove.ts';
import { replace } from './replace.ts';
import { restore } from './restore.ts';
import { plays } from './role.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import { synced } from './synced.ts';
import { vcpus } from './vcpus.ts';

/** Instances on a Ganeti cluster, and what their balloons leave them. */
export const ganeti: Platform = {
  kind: 'ganeti',
  title: plays.title,
  role: 'hypervisor',
  plays,
  actions: [
    add,
    replace,
    start,
    stop,
    remove,
    bin,
    restore,
    set,
    maximum,
    vcpus,
    grow,
    mirror,
    synced,
    migrate,
    failover,
    move,
    drain,
    boot,
    booted,
    dismiss,
  ],
  needs,
  privileged,
  examine,
  discovery,
};
