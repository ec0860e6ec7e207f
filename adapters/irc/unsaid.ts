/** The server does not pass what was said to that target. */
export class Refused extends Error {
  override name = 'Refused';
  /** The server's words. */
  readonly reason: string;

  constructor(target: string, reason: string) {
    super(`IRC does not pass messages to ${target}: ${reason}`);
    this.reason = reason;
  }
}

/** The person it was for has another nick now, or has left. */
export class Moved extends Error {
  override name = 'Moved';
}
