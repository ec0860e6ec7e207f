import type { Json } from '../journal/json.ts';

/**
 * What a kind of step leaves on the farm where that lasts until somebody changes it, such as a record; not what serves the run alone, such as a
 * snapshot. Judged again later by the same arguments, "done" says that it is as it was left.
 */
export interface Lasting<Args = unknown, Seen = Json> {
  /** "A record of gallifrey-dev.xivo.vm": of several steps with one name only the newest one's doing is still there. */
  name(args: Args): string;
  /** It takes that away: nothing of it is left. */
  gone?(args: Args): boolean;
  /** Names of what is not as earlier steps left it once this is done. */
  ends?(args: Args): readonly string[];
  /** The arguments without what counts only while its own plan is carried out; the same ones, when left out. */
  again?(args: Args): Args;
  /**
   * How it is where it is not as it was left, in words for people: "it has 1 GiB". Undefined: what is seen does not tell. Left out where
   * that is not compared.
   */
  now?(args: Args, seen: Seen): string | undefined;
  /** The arguments by which it takes the place of what is seen in its own; the same ones, when left out. Its facts are the same with these. */
  over?(args: Args, seen: Seen): Args;
  /** The arguments where an earlier step of the same plan ends what is there (see `ends`). */
  after?(args: Args): Args;
}
