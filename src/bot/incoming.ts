/** A place where people talk: enough to answer there later, after a restart too. */
export interface Where {
  readonly platform: string;
  /** The network's own name of it: `#xivo`, a nick, `C012345`. */
  readonly channel: string;
  readonly thread?: string;
  /** Only one person reads it. */
  readonly private: boolean;
  /**
   * Of a private place that is named by a nick (IRC): the account of the person who spoke there, in small letters. The place is that person's,
   * even when another one has the nick later.
   */
  readonly account?: string;
}

/** Who spoke, as the chat network itself vouches for. */
export interface Speaker {
  readonly platform: string;
  /** What to call them; proves nothing. */
  readonly nick: string;
  /** The network's authenticated identity (services account, Slack team and user id, login name); null when there is none. */
  readonly account: string | null;
  /** Why an account the network does vouch for does not count, as a sentence for the person; `account` is null then. */
  readonly doubt?: string;
  /** The identity of a guest, who counts only where farm.yaml lists that identity, and is not listed; `account` is null then. */
  readonly unlisted?: string;
}

/** A line meant for farmhand, its addressing (`!`, `farmhand:`) taken off. */
export interface Incoming {
  readonly where: Where;
  readonly speaker: Speaker;
  readonly text: string;
  /** The network's id of the message, where it has one: the same one is never done twice. */
  readonly id?: string;
  /** farmhand was named in the middle of a sentence, which may be talk about it: only a command there is one counts. */
  readonly aside?: boolean;
  /** Others did not see it said (a reaction, a button): what is answered is for the speaker alone. */
  readonly quiet?: boolean;
  /** It was heard before farmhand went down, and may have been done, or begun, then. Needs an id. */
  readonly redelivered?: boolean;
}

/**
 * A vote on the plan that a message of farmhand's shows, given by what the network has for that: a reaction, a button. Which reactions are
 * votes is the adapter's to know.
 */
export interface IncomingVote {
  readonly where: Where;
  readonly speaker: Speaker;
  /** Id of the message it is on. */
  readonly message: string;
  /** The network's id of the vote itself, where it has one: the same one is never counted twice. */
  readonly id?: string;
  readonly vote: 'approve' | 'deny';
  /** It is taken back: the reaction was taken away. */
  readonly withdrawn: boolean;
  /** It was heard before farmhand went down, and may have counted then. */
  readonly redelivered?: boolean;
  /** A button was pressed, for this run: the person gets an answer when nothing waits for it any more. */
  readonly run?: number;
}
