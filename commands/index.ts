import type { Command } from '../src/bot/command.ts';
import { adopt } from './adopt.ts';
import { approve } from './approve.ts';
import { bin } from './bin.ts';
import { blame } from './blame.ts';
import { build } from './build.ts';
import { cancel } from './cancel.ts';
import { clone } from './clone.ts';
import { deny } from './deny.ts';
import { destroy } from './destroy.ts';
import { diff } from './diff.ts';
import { drain } from './drain.ts';
import { drift } from './drift.ts';
import { drill } from './drill.ts';
import { extend } from './extend.ts';
import { freeze } from './freeze.ts';
import { help } from './help.ts';
import { list } from './list.ts';
import { log } from './log.ts';
import { memory } from './memory.ts';
import { migrate } from './migrate.ts';
import { more } from './more.ts';
import { notify } from './notify.ts';
import { owner } from './owner.ts';
import { page } from './page.ts';
import { plan } from './plan.ts';
import { purge } from './purge.ts';
import { reload } from './reload.ts';
import { resize } from './resize.ts';
import { restart } from './restart.ts';
import { restore } from './restore.ts';
import { retry } from './retry.ts';
import { runs } from './runs.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { sync } from './sync.ts';
import { undo } from './undo.ts';
import { waiting } from './waiting.ts';
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
  extend,
  owner,
  destroy,
  bin,
  purge,
  drill,
  build,
  diff,
  sync,
  plan,
  approve,
  deny,
  cancel,
  undo,
  retry,
  notify,
  freeze,
  runs,
  waiting,
  log,
  more,
  page,
  why,
  blame,
  drift,
  restore,
  adopt,
  help,
  whoami,
  reload,
];
