/** A host's file is not what its program, or farmhand, could read: which line, from 1, and what is wrong. */
export class Unreadable extends Error {
  override name = 'Unreadable';
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Why a file cannot be judged, with its place: `host01:/etc/dns/db.farm:3: a quoted string is not closed`. Throws what is no Error. */
export function whyUnreadable(place: string, error: unknown): string {
  if (error instanceof Unreadable) return `${place}:${error.line}: ${error.message}`;
  if (error instanceof Error) return error.message;
  throw error;
}

/** What `read` makes of a file. Throws an error that names the place. */
export function readable<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(whyUnreadable(place, error), { cause: error });
  }
}
