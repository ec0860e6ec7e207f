import type { Finding } from './finding.ts';
import type { Readings, Wanted } from './read-parts.ts';
import type { FarmState } from './state.ts';

/** Something the doctor tries: read together with everything else it tries, in one batch a host. */
export interface Examined {
  /** What is read for it. It changes nothing. */
  readonly parts: Wanted;
  /** Parts of the farm's state: why one of them is unknown is said by these findings, and by no others. */
  readonly explains: readonly (keyof FarmState)[];
  /** What is found, from what was read and from the state of the farm. */
  readonly findings: (read: Readings<Wanted>, state: FarmState) => readonly Finding[];
}

interface Definition<Parts extends Wanted> {
  readonly parts: Parts;
  readonly explains?: readonly (keyof FarmState)[];
  readonly findings: (read: Readings<Parts>, state: FarmState) => readonly Finding[];
}

/** Keeps the types of parts checked where an examination is written, and forgets them where examinations are listed. */
export function examined<Parts extends Wanted>(definition: Definition<Parts>): Examined {
  return { explains: [], ...definition } as Examined;
}
