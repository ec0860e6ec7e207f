import type { RunNews } from '../../src/bot/news.ts';
import { asciiLower } from '../../src/farm/ascii.ts';
import type { Whereabouts } from './whereabouts.ts';

/** What whoever asked for a run is called now; never by a nick that is somebody else's since. */
export function calledNow({ view, asker, askerAccount }: RunNews, whereabouts: Whereabouts): string {
  const account = askerAccount && asciiLower(askerAccount);
  const now = account && whereabouts.nickOf(account);
  if (now) return now;
  if (asker === undefined || (account && whereabouts.isAnothers(asker, account))) return view.by;
  return asker;
}
