import type { FarmState } from '../../farm/state.ts';
import { opaque } from './owners.ts';

/** As many as a person reads before approving; the rest is counted. */
const most = 3;

/** Notes of a plan on what cannot be known about who else has or mentions a thing: the unknown is not taken for nothing. */
export function untold(state: FarmState): readonly string[] {
  const all = opaque(state);
  const more = all.length - most;
  return [
    ...all.slice(0, most).map((one) => `cannot tell who else has or uses what this plan does: ${one}`),
    ...(more > 0 ? [`cannot tell either what ${more} more ${more === 1 ? 'place says' : 'places say'}`] : []),
  ];
}
