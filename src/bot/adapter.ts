import type { Prompt } from '../engine/run.ts';
import type { Notes } from '../journal/journal.ts';
import type { Json } from '../journal/json.ts';
import type { AnswerData } from './documents/answers.ts';
import type { Incoming, IncomingVote, Where } from './incoming.ts';
import type { RunNews } from './news.ts';
import type { Said } from './said.ts';

/**
 * Tells the network that what it delivered arrived: called when the disk has it, or it is known already. `unkept`: it could not be written
 * down, so nothing is done about it, and this says why; true when the network has shown that to the person. Throws where the network must
 * deliver it again, or to another process.
 */
export interface Acknowledge {
  (unkept?: Reply): Promise<boolean>;
  /** Whether nothing is to be done about it before: the network shows it only then, or it may have to deliver it to another process. */
  readonly first?: () => boolean;
}

/**
 * What an adapter hands over. Resolves when it was dealt with. Never throws, but what `ack` throws, and what keeps something from being written
 * down for which there is an `ack`: what goes wrong is answered to the person. What becomes of it after a crash is not the adapter's to know.
 *
 * `ack`: the network wants to know soon that something arrived. It is written down at once, under its id, and `Adapter.read` says later who
 * spoke; until then the speaker is whom the network names, and proves nothing.
 */
export interface InboundHandler {
  message(message: Incoming, ack?: Acknowledge): Promise<void>;
  vote(vote: IncomingVote, ack?: Acknowledge): Promise<void>;
  /**
   * The answer to a question, to be shown in a place that is no conversation. It is judged as if it had been said there; what plans or decides is
   * refused. What goes wrong is the answer.
   */
  ask(message: Incoming): Promise<Reply>;
  /** The messages on this platform on which votes are taken now: for looking, after a restart, what was missed. */
  open(): Promise<readonly Prompt[]>;
}

/** A row of a table: rows one after the other belong together. The first cell names what the row is about. */
export type Row = readonly string[];

/** A line of an answer: plain text without markup, or a row. */
export type Line = string | Row;

/** What a command answers: data, which each platform shows in its own way. */
export interface Reply {
  /** refusal: not allowed or not understood; error: something broke. */
  readonly tone: 'answer' | 'refusal' | 'error';
  /** The whole in one line: `33 VMs: 30 run, 2 down, 1 in trouble: skaro (no DHCP entry)`. Absent where the lines are few. */
  readonly headline?: string;
  /** What is wrong, or may be lost, the worst first, a line each. */
  readonly findings?: readonly string[];
  /** All else. Where it is a long one, people see it by pages. */
  readonly lines: readonly Line[];
  /** The same as facts, for programs, where there are any: only an adapter that takes data is given them. */
  readonly data?: AnswerData;
  /** What matters is at the end: the last lines are shown first, and the next page has those before them. */
  readonly endFirst?: true;
  /** It is a page: so many findings and lines are left, which `!more` shows. */
  readonly left?: number;
  /** It is of use to the person who asked only: where the network can show it to them alone, others need not read it. */
  readonly personal?: true;
  /** The journal cannot be reached, and so it is not sure that this process may speak: it is said all the same, since nobody else may. */
  readonly unsure?: boolean;
  /** What a person can type to read more of something: `!log 7`. */
  readonly more?: string;
  /** first: what a decision came to; sent before other replies. last: for a stranger; short, after all else, and perhaps never. */
  readonly priority?: 'first' | 'last';
}

/** Nothing can be delivered to a private place now, since nobody there is known to be the person it belongs to. Nothing went wrong. */
export class Absent extends Error {
  override name = 'Absent';
  /** Resolves when it is worth trying again. */
  readonly back: Promise<unknown>;

  constructor(message: string, back: Promise<unknown>) {
    super(message);
    this.back = back;
  }
}

/** What keeps a process from a network. */
export interface Trouble {
  /** As a clause; with what the operator of farmhand can do about it. */
  readonly why: string;
  /** It does not pass by itself: the network refuses this process. Another one, with another secret, may fare better. */
  readonly lasts: boolean;
}

/** A chat platform. All that is particular to one stays behind this. */
export interface Adapter {
  readonly platform: string;
  /** What a person does there to be recognised, as a sentence: "Log in with /msg NickServ IDENTIFY, then ask again." */
  readonly identify: string;
  /** Whether it can hear and speak just now. */
  readonly connected: boolean;
  /** Only one person speaks here (a terminal): nobody else waits, and no bot answers. */
  readonly alone?: boolean;
  /** It shows answers as data (`Reply.data`). */
  readonly takesData?: boolean;
  /** Why it cannot hear or speak just now, where that is known. */
  readonly trouble?: Trouble | undefined;
  /** Milliseconds for which the network may deliver again what was dealt with; 0 when left out. */
  readonly remembered?: number;
  /**
   * What stands in the inbox of this platform, with the speaker the network vouches for; undefined when nothing is to be done about it. Asked
   * when it is dealt with, so that it may ask the network. Without, what was heard is complete.
   */
  read?(heard: Json): Promise<Said | undefined>;
  /** Resolves when it is able to hear and speak for the first time. */
  start(inbound: InboundHandler): Promise<void>;
  /**
   * How many findings and lines of an answer are shown at once; the rest is kept for `!more`. Absent: an answer is shown as a whole, however
   * long.
   */
  fits?(to: Incoming, reply: Reply): number;
  /** Answers a command. One that was heard before a crash (`redelivered`) may have been answered: the adapter looks, or says that it may. */
  reply(to: Incoming, reply: Reply): Promise<void>;
  /**
   * Tells a place what happened to a run. Resolves, for news of a plan, with the ids of the messages on which a reaction counts as
   * a vote, or that are edited as the run goes on; otherwise with none. Throws when it could not be said. May take as long as the network is
   * away: what matters is kept until it can be said, so nothing else should wait for it. News that may have been delivered before a crash
   * (`maybeDelivered`) are looked for first, or marked as such. Throws Absent where the person the place belongs to is not there, and
   * Unsayable when the network will not have these news, however they are put.
   */
  report(where: Where, news: RunNews): Promise<readonly string[]>;
  /** Sends lines to one person only, by their nick there, where the network can. */
  whisper?(nick: string, lines: readonly string[]): Promise<void>;
  /** Leaves: in good order while it may speak, else at once. */
  stop(): Promise<void>;
}

/** Whether this process may say something at this moment: asked right before each line is written. */
export type MaySpeak = () => boolean;

/** A process's turn to speak on a platform. */
export interface Turn {
  readonly maySpeak: MaySpeak;
  /** For what the next one whose turn it is has to know. */
  readonly notes: Notes;
}

/** A platform on which one process speaks at a time: an adapter for each turn. */
export interface Network {
  readonly platform: string;
  adapter(turn: Turn): Promise<Adapter>;
}
