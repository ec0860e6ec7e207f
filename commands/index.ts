import type { Command } from '../src/bot/command.ts';
import { approve } from './approve.ts';
import { cancel } from './cancel.ts';
import { deny } from './deny.ts';
import { help } from './help.ts';
import { log } from './log.ts';
import { plan } from './plan.ts';
import { retry } from './retry.ts';
import { runs } from './runs.ts';
import { undo } from './undo.ts';
import { whoami } from './whoami.ts';
import { why } from './why.ts';

/** Everything people can type, in the order help shows it. */
export const commands: readonly Command[] = [plan, approve, deny, cancel, retry, undo, runs, log, why, help, whoami];
