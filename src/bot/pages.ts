/** The pages of the farm in a browser. */
export interface Pages {
  /** Where the page of a run is, or the farm's, without anything that lets in. Undefined: farm.yaml has no pages. */
  address(run?: number): string | undefined;
  /**
   * The same with what lets this person in, for some minutes; of the farm's own page without a run. For their eyes alone. Undefined: links let
   * nobody in here. Throws JournalUnusable.
   */
  link(person: string, run?: number): Promise<string | undefined>;
}
