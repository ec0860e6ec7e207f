import type { RecordArgs } from './args.ts';
import { answerFact } from './facts.ts';
import { sourceFact, type ZoneSource } from './source.ts';
import type { Around } from './view.ts';

/** What stands around the file, and what the server says of the zone's SOA record. */
export function aroundFacts(wanted: RecordArgs) {
  const soa = { name: wanted.zone, type: 'SOA' };
  return { source: sourceFact(wanted, 'check'), soa: answerFact({ host: wanted.host, ...wanted.server }, soa) };
}

/** What the reader of the zone takes beside its text. */
export function aroundOf(wanted: RecordArgs, served: number | null, source: ZoneSource): Around {
  return { path: wanted.file, served, files: source.files };
}
