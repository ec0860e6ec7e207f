import type { RecordArgs, Want } from './args.ts';
import { type Around, changeZone, raiseOnly, type ZoneChange } from './view.ts';

/** The edit; where the file says what is wanted and the server does not, and would think the file's serial an old one, a higher serial alone. */
export function changeFor(
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
