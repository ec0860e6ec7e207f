/** A channel, or a thread in it. */
export interface Spot {
  readonly channel: string;
  readonly thread?: string;
}
