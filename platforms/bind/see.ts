import type { ValuesOf } from '../../src/engine/facts.ts';
import { resolveFact } from '../../src/farm/dns/resolve.ts';
import { fileFact, textOf } from '../../src/farm/text/file.ts';
import { type Patch, stands } from '../../src/farm/text/patch.ts';
import { whyUnreadable } from '../../src/farm/text/unreadable.ts';
import { awaited, type RecordArgs } from './args.ts';
import { aroundOf } from './around.ts';
import { changeFor } from './change.ts';
import { editableFact, untouchable } from './editable.ts';
import { answerFact, negativeOf, servedSerial, todayFact } from './facts.ts';
import { sourceFact } from './source.ts';
import { viewZone } from './view.ts';

/** What file and server show of one record. */
export type Seen = {
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

/** What is read of one record: the file, what stands around it, and what the server and resolvers answer. */
export function factsOf(wanted: RecordArgs) {
  return {
    file: fileFact(wanted.host, wanted.file),
    today: todayFact(wanted.host),
    answer: answerFact({ host: wanted.host, ...wanted.server }, wanted),
    source: sourceFact(wanted),
    editable: editableFact(wanted),
    /** Of each host that must find the name. */
    found: awaited(wanted).map((host) => resolveFact(host, wanted.name)),
  };
}

/** Puts what was read into one value. */
export function see(
  wanted: RecordArgs,
  { file, today, answer, source, editable, found }: ValuesOf<ReturnType<typeof factsOf>>,
): Seen {
  const unresolved = awaited(wanted).filter((_, index) => !found[index]?.includes(wanted.value));
  const nothing = {
    present: false,
    others: [],
    wildcards: [],
    included: [],
    served: [],
    unresolved,
    negative: negativeOf(source.soa),
    today,
    serials: null,
    change: null,
  };
  const place = `${wanted.host}:${wanted.file}`;
  try {
    const text = textOf(place, file);
    const untouched = untouchable(wanted, source, editable);
    if (untouched) return { ...nothing, problem: `${wanted.host}: ${untouched}` };
    const around = aroundOf(wanted, source);
    const { serial, ...view } = viewZone(text, wanted.zone, wanted, around);
    const answered = 'values' in answer ? answer.values : [];
    const change = changeFor(text, wanted, today, { around, answered });
    const { restore } = wanted;
    const rewritten = !wanted.present && view.present && restore !== undefined && !stands(text, restore);
    const refused = editable.refused ? `named-checkzone refuses ${place} as it is: ${editable.refused}` : null;
    return {
      problem: ('problem' in answer ? answer.problem : null) ?? refused,
      ...view,
      ...(rewritten && { rewritten }),
      served: answered,
      unresolved,
      negative: negativeOf(source.soa),
      today,
      serials: { file: serial, served: servedSerial(source.soa) },
      change: change && { patch: change.patch, serial: change.serial },
    };
  } catch (error) {
    return { ...nothing, problem: whyUnreadable(place, error) };
  }
}
