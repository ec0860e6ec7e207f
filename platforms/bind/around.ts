import type { RecordArgs } from './args.ts';
import { servedSerial } from './facts.ts';
import type { ZoneSource } from './source.ts';
import type { Around } from './view.ts';

/** What the reader of the zone takes beside its text. */
export function aroundOf({ file }: Pick<RecordArgs, 'file'>, { soa, files }: ZoneSource): Around {
  return { path: file, served: servedSerial(soa), files };
}
