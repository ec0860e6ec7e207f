import type { Noticing, RunNews } from '../../src/bot/news.ts';
import { asciiLower } from '../../src/farm/ascii.ts';
import type { Whereabouts } from './whereabouts.ts';

/** The current name of the person who asked for a run; never a nick that another person has now. */
export function calledNow({ view, asker, askerAccount }: RunNews, whereabouts: Whereabouts): string {
  const account = askerAccount && asciiLower(askerAccount);
  const now = account && whereabouts.nickOf(account);
  if (now) return now;
  if (asker === undefined || (account && whereabouts.isAnothers(asker, account))) return view.by;
  return asker;
}

/** The current names of the people who would notice a run; in farm.yaml's words where they are not there. */
export function noticingNow({ noticed = [] }: RunNews, whereabouts: Whereabouts): readonly Noticing[] {
  return noticed.map(({ name, account }) => ({
    name: (account !== undefined && whereabouts.nickOf(asciiLower(account))) || name,
  }));
}
