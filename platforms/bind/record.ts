import * as z from 'zod';
import { type Action, type Applying, action, type Effect, type Fact, type Judgement } from '../../src/engine/action.ts';
import { readFacts } from '../../src/engine/look.ts';
import { address, domain, label, port, remotePath, words } from '../../src/farm/config/scalars.ts';
import { editFiles, fileFact, textOf } from '../../src/farm/text/file.ts';
import { type Patch, patchSchema, sameChange, shown, stands } from '../../src/farm/text/patch.ts';
import { whyUnreadable } from '../../src/farm/text/unreadable.ts';
import type { FileState } from '../../src/ssh/host.ts';
import { type Answer, answerFact, negativeOf, servedSerial, todayFact } from './facts.ts';
import { checkZone, command, untilServed } from './reload.ts';
import { resolveFact, untilResolved } from './resolve.ts';
import { sourceFact, type ZoneSource } from './source.ts';
import { type Around, changeZone, raiseOnly, viewZone, type ZoneChange } from './view.ts';

const place = {
  host: z.string(),
  zone: domain,
  file: remotePath,
  /** Other names that had the address before, and may have it still. */
  beside: z.array(domain).optional(),
  server: z.strictObject({ address, port }),
  reload: words,
  /** Hosts that must find the name before others may use it there: their caches may say for a while that there is none. */
  resolvers: z.array(label).optional(),
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
  /** It is not written any more as the change that is taken back wrote it. */
  readonly rewritten?: boolean;
  readonly others: readonly string[];
  readonly wildcards: readonly string[];
  /** Files the zone's file includes that have the record, each with its line. */
  readonly included: readonly string[];
  /** What the running server answers. */
  readonly served: readonly string[];
  /** Hosts that do not find the address yet. */
  readonly unresolved: readonly string[];
  /** Seconds a cache may keep that there is no such name. */
  readonly negative: number;
  readonly today: string;
  /** Serial of the file, and the one the server has; null: it is not known. */
  readonly serials: { readonly file: number; readonly served: number | null } | null;
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
export const removeRecord = action<RecordArgs, Seen>({
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
  removes: true,
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
      ...aroundFacts(wanted),
      ...awaited(wanted, want).map((host) => resolveFact(host, wanted.name)),
    ],
    see: (wanted, [file, today, answer, source, soa, ...found]) =>
      see(wanted, want, file as FileState, today as string, {
        answer: answer as Answer,
        source: source as ZoneSource | undefined,
        soa: soa as Answer | undefined,
        unresolved: awaited(wanted, want).filter(
          (_, index) => !(found[index] as readonly string[] | undefined)?.includes(wanted.value),
        ),
      }),
    apply: (wanted, seen, applying) => apply(wanted, seen, applying, want),
    receipt: (_, before, after) =>
      before.change && before.present !== after.present ? { patch: before.change.patch } : null,
    undo: ({ restore: _, resolvers: _resolvers, ...wanted }, receipt) => {
      const { patch } = receiptSchema.parse(receipt);
      return {
        by: [{ action: want === 'present' ? 'bind.unrecord' : 'bind.record', args: { ...wanted, restore: patch } }],
      };
    },
  };
}

/** Hosts that are waited for. */
function awaited({ resolvers = [] }: RecordArgs, want: Want): readonly string[] {
  return want === 'present' ? resolvers : [];
}

const receiptSchema = z.object({ patch: patchSchema });

/** What was read beside the file: of the name, of what stands around the file, of the zone's serial. */
interface Read {
  readonly answer: Answer;
  readonly source: ZoneSource | undefined;
  readonly soa: Answer | undefined;
  readonly unresolved: readonly string[];
}

function see(
  wanted: RecordArgs,
  want: Want,
  file: FileState,
  today: string,
  { answer, source, soa, unresolved }: Read,
): Seen {
  const nothing = {
    present: false,
    others: [],
    wildcards: [],
    included: [],
    served: [],
    unresolved,
    negative: negativeOf(soa),
    today,
    serials: null,
    change: null,
  };
  const place = `${wanted.host}:${wanted.file}`;
  try {
    const text = textOf(place, file);
    if (source?.untouchable) return { ...nothing, problem: `${wanted.host}: ${source.untouchable}` };
    const served = servedSerial(soa);
    const around = aroundOf(wanted, served, source);
    const { serial, ...view } = viewZone(text, wanted.zone, wanted, around);
    const answered = 'values' in answer ? answer.values : [];
    const change = changed(text, wanted, want, today, { around, answered });
    const { restore } = wanted;
    const rewritten = want === 'absent' && view.present && restore !== undefined && !stands(text, restore);
    const refused = source?.refused ? `named-checkzone refuses ${place} as it is: ${source.refused}` : null;
    return {
      problem: ('problem' in answer ? answer.problem : null) ?? refused,
      ...view,
      ...(rewritten && { rewritten }),
      served: answered,
      unresolved,
      negative: negativeOf(soa),
      today,
      serials: { file: serial, served },
      change: change && { patch: change.patch, serial: change.serial },
    };
  } catch (error) {
    return { ...nothing, problem: whyUnreadable(place, error) };
  }
}

/** What stands around the file, and what the server says of the zone's SOA record. */
function aroundFacts(wanted: RecordArgs): readonly Fact[] {
  const soa = { name: wanted.zone, type: 'SOA' };
  return [sourceFact(wanted, 'check'), answerFact({ host: wanted.host, ...wanted.server }, soa)];
}

function aroundOf(wanted: RecordArgs, served: number | null, source: ZoneSource | undefined): Around {
  return { path: wanted.file, served, ...(source && { files: source.files }) };
}

/** The edit; where the file says what is wanted and the server does not, and would think the file's serial an old one, a higher serial alone. */
function changed(
  text: string,
  wanted: RecordArgs,
  want: Want,
  today: string,
  { around, answered }: { readonly around: Around; readonly answered: readonly string[] },
): ZoneChange | null {
  const change = changeZone(text, wanted.zone, wanted, want, today, wanted.restore, around);
  const works = answered.includes(wanted.value) === (want === 'present');
  return change ?? (works ? null : raiseOnly(text, wanted.zone, today, around));
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
  if (!seen.change && seen.served.includes(value) && seen.unresolved.length === 0)
    return { is: 'done', why: `${name} has ${value} already` };
  return { is: 'todo', effect: effect(wanted, 'present', seen) };
}

function judgeUnrecord(wanted: RecordArgs, seen: Seen): Judgement {
  const { name, value } = wanted;
  if (seen.problem) return { is: 'blocked', why: seen.problem };
  if (seen.included.length > 0) {
    const why = `${name} has ${value} in ${seen.included.join(', ')}, which ${wanted.file} includes: farmhand edits the zone's own file alone, so take it out there by hand`;
    return { is: 'blocked', why };
  }
  if (seen.rewritten)
    return { is: 'done', why: `the record of ${name} was changed by somebody since: it is left alone` };
  if (seen.change || (seen.served.includes(value) && !seen.wildcards.includes(value))) {
    return { is: 'todo', effect: effect(wanted, 'absent', seen) };
  }
  if (seen.others.length > 0)
    return { is: 'done', why: `${name} has ${seen.others.join(', ')} now, which is left alone` };
  return { is: 'done', why: `${name} has no record ${value}` };
}

function effect(wanted: RecordArgs, want: Want, { change, served, unresolved }: Seen): Effect {
  const { host, file, zone, reload, name, value } = wanted;
  const loaded = !change && unresolved.length > 0 && served.includes(value);
  const wait = (loaded ? unresolved : awaited(wanted, want)).map((one) => `wait until ${one} resolves ${name}`);
  if (!change) return { commands: [...(loaded ? [] : [reload.join(' ')]), ...wait] };
  const { patch, serial } = change;
  return {
    commands: [`named-checkzone ${zone} ${file}`, reload.join(' '), ...wait],
    changes: [{ host, path: file, removed: shown(patch.removed), added: shown(patch.added), volatile: [serial] }],
  };
}

async function apply(wanted: RecordArgs, seen: Seen, applying: Applying, want: Want): Promise<void> {
  const works = !seen.change && seen.served.includes(wanted.value) === (want === 'present');
  if (!works) await write(wanted, seen, applying, want);
  const { name, value: address } = wanted;
  await untilResolved({ name, address, resolvers: awaited(wanted, want), negative: seen.negative }, applying);
}

/** Edits the file where it is to be edited, reloads, and waits until the server has it. */
async function write(wanted: RecordArgs, seen: Seen, applying: Applying, want: Want): Promise<void> {
  const host = applying.hosts(wanted.host);
  const reload = command(wanted.reload);
  const health = (serial: number) =>
    untilServed({ host: wanted.host, ...wanted.server }, wanted, want, { zone: wanted.zone, serial });
  if (!seen.change) {
    for (const script of [reload, health(seen.serials?.file ?? 0)]) {
      const { code, stdout, stderr } = await host.run(script);
      if (code !== 0) throw new Error(`${wanted.host}: ${wanted.reload.join(' ')} failed: ${(stdout + stderr).trim()}`);
    }
    return;
  }
  const approved = seen.change.patch;
  const [source, soa] = (await readFacts(applying.hosts, aroundFacts(wanted))) as [ZoneSource, Answer];
  const around = aroundOf(wanted, servedSerial(soa), source);
  await editFiles(host, [wanted.file], ([state]) => {
    const text = textOf(`${wanted.host}:${wanted.file}`, state ?? null);
    const change = changed(text, wanted, want, seen.today, { around, answered: seen.served });
    if (!change || !sameChange(change.patch, approved)) {
      throw new Error(
        `${wanted.host}:${wanted.file} was edited meanwhile, and the change is not the approved one any more`,
      );
    }
    return {
      edits: [{ path: wanted.file, before: { text }, after: { text: change.text } }],
      check: checkZone(wanted.zone, wanted.file),
      reload,
      health: health(viewZone(change.text, wanted.zone, wanted, around).serial),
      fence: applying.fence,
      service: 'dns',
    };
  });
}
