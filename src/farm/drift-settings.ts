/** The daily look at what is not as runs left it. */
export interface DriftSettings {
  /** Minutes after midnight, by the farm's time zone. */
  readonly at: number;
  /** Channels in which what is new is told, by platform. */
  readonly tell: Readonly<Record<string, string>>;
}
