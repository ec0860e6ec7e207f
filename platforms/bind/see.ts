import { textOf } from '../../src/farm/text/file.ts';
import { type Patch, stands } from '../../src/farm/text/patch.ts';
import { whyUnreadable } from '../../src/farm/text/unreadable.ts';
import type { FileState } from '../../src/ssh/host.ts';
import type { RecordArgs, Want } from './args.ts';
import { aroundOf } from './around.ts';
import { changeFor } from './change.ts';
import { type Answer, negativeOf, servedSerial } from './facts.ts';
import type { ZoneSource } from './source.ts';
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

/** What was read beside the file: of the name, of what stands around the file, of the zone's serial. */
interface Read {
  readonly answer: Answer;
  readonly source: ZoneSource | undefined;
  readonly soa: Answer | undefined;
  readonly unresolved: readonly string[];
}

/** Puts what was read into one value. */
export function see(
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
    const change = changeFor(text, wanted, want, today, { around, answered });
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
