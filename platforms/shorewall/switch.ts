import { basename } from 'node:path/posix';
import { setTimeout as pause } from 'node:timers/promises';
import type { Applying } from '../../src/engine/action.ts';
import type { Fact } from '../../src/engine/facts.ts';
import { readFacts } from '../../src/engine/look.ts';
import { run } from '../../src/farm/run.ts';
import { EditRefused, type Host, HostUnreachable, OutcomeUnknown, type Transaction } from '../../src/ssh/host.ts';
import { type Program, startedFact, titles } from './running.ts';
import {
  checkScript,
  markScript,
  marksScript,
  pendingScript,
  prepareScript,
  reloadScript,
  removeScript,
  switchScript,
} from './switch-scripts.ts';

/** Milliseconds: between two looks, for one look, for one new connection, and for a host that was cut off to come back. */
const times = { look: 100, answer: 10_000, probe: 10_000, back: 15 * 60_000 };

/** All edits of the firewall take turns. */
export const service = 'shorewall';

/** A change of a firewall's files that the switch guards. */
export interface Guarded {
  readonly host: string;
  /** farmhand's folder there. */
  readonly state: string;
  readonly program: Program;
  /** Its configuration. */
  readonly folder: string;
  /** What is edited: rules, and params where they are edited too. */
  readonly files: readonly [rules: string, ...params: string[]];
  /** Seconds after which the firewall opens unless a new connection got in. */
  readonly deadMan: number;
  /** The same in every step for the same VM; of one line. */
  readonly purpose: string;
}

/** The firewall opened by itself and has its old rules back. */
export class SwitchFired extends Error {
  override name = 'SwitchFired';
}

/** Whether a change for this VM is still under the switch: what the host shows may then be taken back yet. */
export function pendingFact({ host, state, purpose }: Guarded): Fact<boolean> {
  const read = { script: pendingScript, args: [state, purpose] };
  return { host, read, parse: ({ stdout }) => stdout.trim() !== '' };
}

/** What guards a change of the files, which are the transaction's first edits: checked, loaded, and taken back unless confirmed. */
export function guards(
  where: Guarded,
  applying: Applying,
): Pick<Transaction, 'check' | 'reload' | 'health' | 'fence' | 'service'> {
  const { program, files, purpose, deadMan } = where;
  const folder = folderOf(where, applying);
  return {
    check: {
      script: checkScript(program, files.length),
      args: [...files.map((file) => basename(file)), folder, purpose, where.folder],
    },
    reload: { script: reloadScript, args: [folder, program] },
    health: { script: switchScript, args: [folder, String(deadMan), program] },
    fence: applying.fence,
    service,
  };
}

/**
 * Makes the switch's folder, and brings to its end what an earlier process left under it, proving in its place that the host
 * still answers. Whether there was anything; how it ended is for the host to show.
 */
export async function takeOver(where: Guarded, applying: Applying): Promise<boolean> {
  const { host: name, state, purpose } = where;
  const ask = (doing: string, script: string, ...rest: string[]) =>
    run(applying.hosts, name, doing, { script, args: rest });
  const folder = folderOf(where, applying);
  const made = await ask(`making ${folder}`, prepareScript, folder);
  const left = await ask('looking for switches', pendingScript, state, purpose);
  const folders = left.split('\n').filter((line) => line !== '');
  if (made.trim() === 'new' && folders.length === 0) return false;
  try {
    await proving(where, applying, () => turn(applying.hosts(name), folder));
  } catch (error) {
    if (!(error instanceof SwitchFired)) throw error;
  }
  for (const one of new Set([folder, ...folders])) await ask(`removing ${one}`, removeScript, one);
  await ask(`making ${folder}`, prepareScript, folder);
  return true;
}

/**
 * Makes a guarded change and proves, while the switch is armed, that the host lets a new connection in. Throws SwitchFired when
 * it did not; EditRefused for other complaints of the host. A cancelled run confirms nothing.
 */
export async function proving(where: Guarded, applying: Applying, change: () => Promise<void>): Promise<void> {
  const host = applying.hosts(where.host);
  const folder = folderOf(where, applying);
  const end: { seen?: true } = {};
  const changing = change().finally(() => {
    end.seen = true;
  });
  // A process that lets go of the run leaves it to the host.
  changing.catch(() => undefined);
  let trouble = 'it was not tried';
  try {
    while (!end.seen) {
      await Promise.race([applying.sleep(times.look), changing.catch(() => undefined)]);
      if (end.seen || !(await marks(host, folder)).includes('armed')) continue;
      applying.fault('switch.armed');
      try {
        await host.probe(Math.min(times.probe, where.deadMan * 1000));
        applying.fault('switch.proved');
        applying.signal.throwIfAborted();
        await mark(host, folder, 'confirmed');
        applying.fault('switch.confirmed');
        break;
      } catch (error) {
        if (!lost(error)) throw error;
        trouble = error.message;
      }
    }
    await changing;
  } catch (error) {
    if (applying.signal.aborted) {
      await mark(host, folder, 'cancelled').catch(() => undefined);
      await changing.catch(() => undefined);
    } else if (lost(error)) await turnPatiently(host, folder);
    else if (!(error instanceof EditRefused)) throw error;
    const fired = (await marks(host, folder)).includes('fired');
    // What was taken back is over; what was lost sight of may be kept, and then its marks say so.
    if (fired || !lost(error)) await host.run({ script: removeScript, args: [folder] });
    if (!fired || applying.signal.aborted) throw error;
    const { started } = await readFacts(applying.hosts, { started: startedFact(where.host, where.program) });
    throw new SwitchFired(
      `${where.host} let no new SSH connection in within ${where.deadMan} s of the new rules (${trouble}). The dead man's switch opened ` +
        `the firewall, and ${started ? loadedAgain : stillOpen(where.program)}`,
    );
  }
  await host.run({ script: removeScript, args: [folder] });
}

const loadedAgain = 'the old rules are back. Look at the rules before it is tried again';
const stillOpen = (program: Program) =>
  `the old files are back, but ${titles[program]} does not start with them: the firewall is open. Look at it now (${program} check, ${program} start)`;

/** Folder of a step's marks: the same for every process that works on it. */
function folderOf({ state }: Guarded, { attempt }: Applying): string {
  return `${state}/switch/${attempt}`;
}

/** Waits until no transaction is under way on the host: they take turns, and this one changes nothing. */
async function turn(host: Host, folder: string): Promise<void> {
  await host.edit({ edits: [{ path: `${folder}/turn`, before: null, after: null }], service });
}

/** The same for a host that cannot be reached now: what is under way there comes to its end, and then it answers again. */
async function turnPatiently(host: Host, folder: string): Promise<void> {
  for (const until = Date.now() + times.back; ; await pause(1000)) {
    try {
      return await turn(host, folder);
    } catch (error) {
      if (!lost(error) || Date.now() > until) throw error;
    }
  }
}

/** Marks of the switch; none while the host does not answer. */
async function marks(host: Host, folder: string): Promise<readonly string[]> {
  try {
    const { stdout } = await host.run({ script: marksScript, args: [folder] }, { deadline: times.answer });
    return stdout.trim().split(' ');
  } catch (error) {
    if (lost(error)) return [];
    throw error;
  }
}

async function mark(host: Host, folder: string, name: 'confirmed' | 'cancelled'): Promise<void> {
  await host.run({ script: markScript, args: [folder, name] }, { deadline: times.answer });
}

function lost(error: unknown): error is HostUnreachable | OutcomeUnknown {
  return error instanceof HostUnreachable || error instanceof OutcomeUnknown;
}
