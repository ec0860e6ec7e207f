import type { Command } from '../src/bot/command.ts';
import { approve } from './approve.ts';
import { build } from './build.ts';
import { cancel } from './cancel.ts';
import { clone } from './clone.ts';
import { deny } from './deny.ts';
import { destroy } from './destroy.ts';
import { diff } from './diff.ts';
import { drain } from './drain.ts';
import { help } from './help.ts';
import { list } from './list.ts';
import { log } from './log.ts';
import { memory } from './memory.ts';
import { migrate } from './migrate.ts';
import { notify } from './notify.ts';
import { plan } from './plan.ts';
import { reload } from './reload.ts';
import { resize } from './resize.ts';
import { restart } from './restart.ts';
import { retry } from './retry.ts';
import { runs } from './runs.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { sync } from './sync.ts';
import { undo } from './undo.ts';
import { whoami } from './whoami.ts';
import { why } from './why.ts';

/** Everything people can type, in the order help shows it. */
export const commands: readonly Command[] = [
  clone,
  status,
  list,
  start,
  stop,
  restart,
  resize,
  memory,
  migrate,
  drain,
  destroy,
  build,
  notify,
  diff,
  sync,
  plan,
  approve,
  deny,
  cancel,
  retry,
  undo,
  runs,
  log,
  why,
  help,
  whoami,
  reload,
];
