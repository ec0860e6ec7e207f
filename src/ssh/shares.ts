import type { Script } from './host.ts';

/** Milliseconds that stand for a script that says nothing of what it takes. */
const usual = 10;

/**
 * Scripts, by their places in the list, for so many shells that work side by side, so that all end at about the same time: the longest is dealt first, each to
 * the shell that has the least to do (Graham's LPT rule). Each shell has its own in the order of the list.
 */
export function shares(scripts: readonly Pick<Script, 'takes'>[], shells: number): readonly (readonly number[])[] {
  const found = Array.from({ length: shells }, () => ({ places: [] as number[], takes: 0 }));
  const longestFirst = scripts
    .map(({ takes = usual }, place) => ({ takes, place }))
    .sort((one, other) => other.takes - one.takes);
  for (const { takes, place } of longestFirst) {
    const least = found.reduce((best, share) => (share.takes < best.takes ? share : best));
    least.places.push(place);
    least.takes += takes;
  }
  return found.map(({ places }) => places.sort((one, other) => one - other));
}
