/** How people name a ticket that a run is for. */
export interface TicketSettings {
  /** What a word that is one looks like as a whole: a regular expression. */
  readonly pattern: string;
  /** Where it is; {1} stands for what the first brackets of the pattern have, {0} for all of it. */
  readonly link?: string;
}
