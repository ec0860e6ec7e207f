import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type History, seedJournal } from '../support/journal.ts';

/** Clones that failed and wait for a person: the oldest ones, so that whoever looks for them would have to read all others. */
const unsettled = 10;

let folder: string | undefined;
const made = new Map<number, Promise<string>>();

/** Path of a SQLite journal in which so many clones are, for whoever only reads it: a long one takes half a minute, and is made once. */
export function historyOf(runs: number): Promise<string> {
  const known = made.get(runs) ?? history(runs);
  made.set(runs, known);
  return known;
}

async function history(runs: number): Promise<string> {
  if (folder === undefined) {
    const own = mkdtempSync(join(tmpdir(), 'farmhand-history-'));
    process.once('exit', () => rmSync(own, { recursive: true, force: true }));
    folder = own;
  }
  const file = join(folder, `${runs}.sqlite`);
  await seedJournal(file, runs, clone);
  return file;
}

/** A clone as the engine writes it down: three steps, done. */
function clone(n: number): History {
  const vm = `vm${n % 20}`;
  const plan = {
    ...{
      command: `clone gallifrey ${n}`,
      title: `clone gallifrey to ${vm}`,
      subjects: [vm, 'gallifrey'],
      hash: `${n}`,
    },
    ...{ values: [], notes: [], locks: [], risk: 'safe' },
    steps: ['lvm.snapshot', 'lvm.copy', 'bind.record'].map((action) => ({
      ...{ id: action, action, args: {}, after: [], title: action, risk: 'safe', effect: { commands: ['true'] } },
    })),
  };
  const head = { state: 'running', settled: false, title: plan.title, subjects: plan.subjects, by: 'loic' };
  const steps = plan.steps.map(({ id, action }) => {
    const about = { step: id, action };
    const events = [
      { type: 'step.intent', tag: action, data: { ...about, attempt: 1, token: 1, before: null } },
      { type: 'step.effect', tag: action, data: about },
      { type: 'step.verified', tag: action, data: { ...about, receipt: null, seconds: 1, work: 1 } },
    ];
    return { head, events };
  });
  const end = n < unsettled ? { ...head, state: 'failed' } : { ...head, state: 'done', settled: true };
  return [
    {
      head,
      events: [
        { type: 'planned', data: { plan, by: 'loic', asked: null } },
        { type: 'queued', data: {} },
      ],
    },
    { head, events: [{ type: 'running', data: { owner: 'bench', token: 1 } }] },
    ...steps,
    { head: end, events: [{ type: 'ended', data: { state: end.state } }] },
  ];
}
