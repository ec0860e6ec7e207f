import type { Called, RunNews } from '../../src/bot/news.ts';
import { asciiLower } from '../../src/farm/ascii.ts';
import type { Whereabouts } from './whereabouts.ts';

/** Those who are called, each by the nick they have now, where they are there. */
export function allCalledNow(called: readonly Called[], whereabouts: Whereabouts): readonly Called[] {
  return called.map((one) => ({
    ...one,
    name: (one.account && whereabouts.nickOf(asciiLower(one.account))) || one.name,
  }));
}

/** Those of them who are there, each by the nick they have now. */
export function present(called: readonly Called[], whereabouts: Whereabouts): readonly Called[] {
  return called.flatMap((one) => {
    const nick = one.account && whereabouts.nickOf(asciiLower(one.account));
    return nick ? [{ ...one, name: nick }] : [];
  });
}

/** The current name of the person who asked for a run; never a nick that another person has now. */
export function calledNow({ view, asker, askerAccount }: RunNews, whereabouts: Whereabouts): string {
  const account = askerAccount && asciiLower(askerAccount);
  const now = account && whereabouts.nickOf(account);
  if (now) return now;
  if (asker === undefined || (account && whereabouts.isAnothers(asker, account))) return view.by;
  return asker;
}
