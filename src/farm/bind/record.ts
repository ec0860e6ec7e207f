import * as z from 'zod';
import { type Action, type Applying, action, type Effect, type Judgement } from '../../engine/action.ts';
import type { FileState } from '../../ssh/host.ts';
import { address, domain, port, remotePath, words } from '../config/scalars.ts';
import { editFiles, fileFact, textOf } from '../text/file.ts';
import { type Patch, patchSchema, sameChange, shown } from '../text/patch.ts';
import { whyUnreadable } from '../text/unreadable.ts';
import { type Answer, answerFact, todayFact } from './facts.ts';
import { checkZone, command, untilServed } from './reload.ts';
import { changeZone, viewZone } from './view.ts';

const place = {
  host: z.string(),
  zone: domain,
  file: remotePath,
  /** Other names that had the address before, and may have it still. */
  beside: z.array(domain).optional(),
  server: z.strictObject({ address, port }),
  reload: words,
  /** An earlier change this one takes back, line by line where that is still possible. */
  restore: patchSchema.optional(),
};

const args = z.discriminatedUnion('type', [
  z.strictObject({ ...place, type: z.literal('A'), name: domain, value: address }),
  z.strictObject({ ...place, type: z.literal('PTR'), name: domain, value: domain }),
]);

/** One A or PTR record of one zone file; names without dots at their ends. */
export type RecordArgs = z.infer<typeof args>;

type Seen = {
  /** Why neither file nor server can be judged. */
  readonly problem: string | null;
  /** Other names that have the address. */
  readonly sharers?: readonly string[];
  readonly present: boolean;
  readonly others: readonly string[];
  readonly wildcards: readonly string[];
  /** What the running server answers. */
  readonly served: readonly string[];
  readonly today: string;
  readonly change: {
    readonly patch: Patch;
    readonly serial: { readonly removed: string; readonly added: string };
  } | null;
};

type Want = 'present' | 'absent';

/** Adds a record to a zone file, raises its serial and reloads the server; done when the running server answers with it. */
export const record = action<RecordArgs, Seen>({
  ...common('present'),
  name: 'bind.record',
  risk: 'safe',
  title: (wanted) => describe(wanted),
  judge: judgeRecord,
});

const removal = common('absent');

/** Takes a record out of a zone file, raises its serial and reloads the server; done when the running server does not answer with it. */
export const unrecord = action<RecordArgs, Seen>({
  ...removal,
  // Names that had the address beside the one that goes are no reason not to bring it back.
  receipt: (wanted, before, after, run) => {
    const receipt = removal.receipt(wanted, before, after, run);
    return receipt && { ...(receipt as object), beside: [...(before.sharers ?? [])] };
  },
  undo: (wanted, receipt) => {
    const { beside } = z.object({ beside: z.array(domain).optional() }).parse(receipt);
    return removal.undo({ ...wanted, ...(beside?.length ? { beside } : {}) }, receipt);
  },
  name: 'bind.unrecord',
  risk: 'disruptive',
  title: (wanted) => `removal of ${describe(wanted)}`,
  judge: judgeUnrecord,
});

function describe({ type, name, value }: RecordArgs): string {
  return type === 'A' ? `DNS record ${name} A ${value}` : `reverse DNS record ${name} PTR ${value}`;
}

function common(want: Want): Omit<Action<RecordArgs, Seen>, 'name' | 'risk' | 'title' | 'judge'> {
  return {
    args,
    facts: (wanted) => [
      fileFact(wanted.host, wanted.file),
      todayFact(wanted.host),
      answerFact({ host: wanted.host, ...wanted.server }, wanted),
    ],
    see: (wanted, [file, today, answer]) => see(wanted, want, file as FileState, today as string, answer as Answer),
    apply: (wanted, seen, applying) => apply(wanted, seen, applying, want),
    receipt: (_, before, after) =>
      before.change && before.present !== after.present ? { patch: before.change.patch } : null,
    undo: ({ restore: _, ...wanted }, receipt) => {
      const { patch } = receiptSchema.parse(receipt);
      return {
        by: [{ action: want === 'present' ? 'bind.unrecord' : 'bind.record', args: { ...wanted, restore: patch } }],
      };
    },
  };
}

const receiptSchema = z.object({ patch: patchSchema });

function see(wanted: RecordArgs, want: Want, file: FileState, today: string, answer: Answer): Seen {
  const nothing = { present: false, others: [], wildcards: [], served: [], today, change: null };
  try {
    const text = textOf(`${wanted.host}:${wanted.file}`, file);
    const view = viewZone(text, wanted.zone, wanted);
    const change = changeZone(text, wanted.zone, wanted, want, today, wanted.restore);
    return {
      problem: 'problem' in answer ? answer.problem : null,
      ...view,
      served: 'values' in answer ? answer.values : [],
      today,
      change: change && { patch: change.patch, serial: change.serial },
    };
  } catch (error) {
    return { ...nothing, problem: whyUnreadable(`${wanted.host}:${wanted.file}`, error) };
  }
}

function judgeRecord(wanted: RecordArgs, seen: Seen): Judgement {
  const { host, file, name, value } = wanted;
  if (seen.problem) return { is: 'blocked', why: seen.problem };
  const sharers = (seen.sharers ?? []).filter((one) => !wanted.beside?.includes(one));
  if (!seen.present && sharers.length > 0) {
    const why = `${host}:${file} has ${value} for ${sharers.join(', ')} already: two names would be at one address`;
    return { is: 'blocked', why };
  }
  if (seen.others.length > 0) {
    return { is: 'blocked', why: `${name} has ${seen.others.join(', ')} in ${host}:${file} already` };
  }
  const strange = seen.served.filter((one) => one !== value && !seen.wildcards.includes(one));
  if (!seen.present && strange.length > 0) {
    const why = `the name server of ${host} answers ${strange.join(', ')} for ${name}, and ${file} has no such record: it comes from an $INCLUDE or $GENERATE, or the file was edited and not reloaded`;
    return { is: 'blocked', why };
  }
  if (!seen.change && seen.served.includes(value)) return { is: 'done', why: `${name} has ${value} already` };
  return { is: 'todo', effect: effect(wanted, seen) };
}

function judgeUnrecord(wanted: RecordArgs, seen: Seen): Judgement {
  const { name, value } = wanted;
  if (seen.problem) return { is: 'blocked', why: seen.problem };
  if (seen.change || (seen.served.includes(value) && !seen.wildcards.includes(value))) {
    return { is: 'todo', effect: effect(wanted, seen) };
  }
  if (seen.others.length > 0)
    return { is: 'done', why: `${name} has ${seen.others.join(', ')} now, which is left alone` };
  return { is: 'done', why: `${name} has no record ${value}` };
}

function effect({ host, file, zone, reload }: RecordArgs, { change }: Seen): Effect {
  if (!change) return { commands: [reload.join(' ')] };
  const { patch, serial } = change;
  return {
    commands: [`named-checkzone ${zone} ${file}`, reload.join(' ')],
    changes: [{ host, path: file, removed: shown(patch.removed), added: shown(patch.added), volatile: [serial] }],
  };
}

async function apply(wanted: RecordArgs, seen: Seen, applying: Applying, want: Want): Promise<void> {
  const host = applying.hosts(wanted.host);
  const reload = command(wanted.reload);
  const health = untilServed({ host: wanted.host, ...wanted.server }, wanted, want);
  if (!seen.change) {
    for (const script of [reload, health]) {
      const { code, stdout, stderr } = await host.run(script);
      if (code !== 0) throw new Error(`${wanted.host}: ${wanted.reload.join(' ')} failed: ${(stdout + stderr).trim()}`);
    }
    return;
  }
  const approved = seen.change.patch;
  await editFiles(host, [wanted.file], ([state]) => {
    const text = textOf(`${wanted.host}:${wanted.file}`, state ?? null);
    const change = changeZone(text, wanted.zone, wanted, want, seen.today, wanted.restore);
    if (!change || !sameChange(change.patch, approved)) {
      throw new Error(
        `${wanted.host}:${wanted.file} was edited meanwhile, and the change is not the approved one any more`,
      );
    }
    return {
      edits: [{ path: wanted.file, before: { text }, after: { text: change.text } }],
      check: checkZone(wanted.zone),
      reload,
      health,
      fence: applying.fence,
    };
  });
}
