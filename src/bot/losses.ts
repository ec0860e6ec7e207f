// What a plan loses (`Wanted.losses`), in words.

/** What nobody can bring back after it. */
export function lostForGood(what: string): string {
  return `lost for good: ${what}`;
}

/** What the bin keeps before it is lost, in words that begin with for how long. */
export function keptInBin(what: string): string {
  return `kept in the bin ${what}`;
}
