import { isServed, type RecordArgs, wantOf } from './args.ts';
import { type Around, changeZone, raiseOnly, type ZoneChange } from './view.ts';

/** The edit; where the file says what is wanted and the server does not, and would think the file's serial an old one, a higher serial alone. */
export function changeFor(
  text: string,
  wanted: RecordArgs,
  today: string,
  { around, answered }: { readonly around: Around; readonly answered: readonly string[] },
): ZoneChange | null {
  const change = changeZone(text, wanted.zone, wanted, wantOf(wanted), today, wanted.restore, around);
  return change ?? (isServed(wanted, answered) ? null : raiseOnly(text, wanted.zone, today, around));
}
