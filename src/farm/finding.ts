/** What an examination found. */
export interface Finding {
  /** warning: works, but not as it should; problem: a command will fail. */
  readonly is: 'ok' | 'warning' | 'problem';
  /** Host, file or setting it is about. */
  readonly about: string;
  readonly says: string;
  /** What to do about it. */
  readonly mend?: string;
  /** The host did not answer, so nothing else can be said of it. */
  readonly unreached?: boolean;
}

/** A finding after which a command will fail. */
export function problem(about: string, says: string, mend: string): Finding {
  return { is: 'problem', about, says, mend };
}
