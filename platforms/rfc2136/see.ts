import type { RecordArgs } from './args.ts';
import { comparedValue, nameOf, type ResourceRecord, serverOf } from './ask.ts';
import { type Answer, type Transfer, wildcardsOver } from './facts.ts';

/** What the server shows of one record. */
export type Seen = {
  /** Why nothing can be judged; null: it can. */
  readonly problem: string | null;
  /** The zone itself has it: not only a wildcard that gives the same. */
  readonly present: boolean;
  /** The server answers with it; where a wildcard gives it too, as the zone has it. */
  readonly served: boolean;
  /** Of the record, where it is present. */
  readonly ttl: number | null;
  /** Other values of the name, sorted. */
  readonly others: readonly string[];
  /** The name is another name for this one (CNAME). */
  readonly alias: string | null;
  readonly ipv6: readonly string[];
  /** Other names that have the address; null: not known. */
  readonly sharers: readonly string[] | null;
  /** Why the whole zone is not known. */
  readonly untold: string | null;
  /** Hosts that do not find the address yet. */
  readonly unresolved: readonly string[];
  /** Seconds a cache may keep that there is no such name. */
  readonly negative: number;
};

/** Puts what was read into one value. The zone itself is believed before answers, which wildcards make too. */
export function see(wanted: RecordArgs, answer: Answer, transfer: Transfer): Seen {
  const { zone, name, type, value } = wanted;
  const nothing = {
    present: false,
    served: false,
    ttl: null,
    others: [],
    alias: null,
    ipv6: [],
    sharers: null,
    untold: null,
    unresolved: [],
    negative: 0,
  };
  if (name !== zone && !name.endsWith(`.${zone}`))
    return {
      ...nothing,
      problem: `${name} is not in the zone ${zone}: dns in farm.yaml names another zone than it belongs to`,
    };
  if ('problem' in answer) return { ...nothing, problem: answer.problem };
  const known = 'records' in transfer ? transfer.records : undefined;
  const values = (records: readonly ResourceRecord[], of: string) =>
    [...new Set(records.filter((one) => one.type === of).map(comparedValue))].sort();
  const said = answer.records.filter(({ owner }) => owner === name);
  const answered = values(said, type);
  const wildcard = wildcardAnswer(answer.records, name, zone, type) ?? [];
  // Then the name has none itself, most likely: the update's prerequisites make sure.
  const made = !known && wildcard.length > 0 && answered.join() === wildcard.join();
  const unclear = made && wildcard.includes(value);
  const own = known?.filter(({ owner }) => owner === name) ?? said.filter((one) => !made || one.type !== type);
  const found = own.find((one) => one.type === type && comparedValue(one) === value);
  return {
    problem: unclear
      ? `${nameOf(serverOf(wanted))} answers ${answered.join(', ')} for ${name}, as a wildcard above it does: whether the name has that itself is told by a transfer (AXFR) alone. ${'refused' in transfer ? transfer.refused : ''}`
      : null,
    present: found !== undefined,
    served: wildcard.includes(value) ? found !== undefined : answered.includes(value),
    ttl: found?.ttl ?? null,
    others: values(own, type).filter((one) => one !== value),
    alias: values(own, 'CNAME')[0] ?? null,
    ipv6: values(own, 'AAAA'),
    sharers: type === 'PTR' ? [] : (known?.filter((one) => sharer(one, wanted)).map(({ owner }) => owner) ?? null),
    untold: 'refused' in transfer ? transfer.refused : null,
    unresolved: [],
    negative: answer.negative,
  };
}

function sharer(one: ResourceRecord, { type, name, value }: RecordArgs): boolean {
  return one.type === type && one.owner !== name && comparedValue(one) === value;
}

/** What a name without records of its own would be answered, by the closest wildcard above it (RFC 4592, 3.3). */
function wildcardAnswer(
  records: readonly ResourceRecord[],
  name: string,
  zone: string,
  type: string,
): readonly string[] | undefined {
  const closest = wildcardsOver(name, zone).find((wildcard) => records.some(({ owner }) => owner === wildcard));
  if (closest === undefined) return undefined;
  return records
    .filter((one) => one.owner === closest && one.type === type)
    .map(comparedValue)
    .sort();
}
