import type { Farm } from '../farm/farm.ts';
import type { Adapter, Reply } from './adapter.ts';
import { Attention } from './attention.ts';
import type { Command } from './command.ts';
import { parsedOf } from './parse.ts';
import { personOf } from './people.ts';
import type { RunService } from './run-service.ts';
import { inquiry, type Said, speakerKey, turnOf } from './said.ts';
import { commandNamed } from './understand.ts';
import { meansNothing } from './vote-handler.ts';

export interface AdmissionParts {
  readonly farm: Pick<Farm, 'people'>;
  readonly runService: Pick<RunService, 'commands'>;
  readonly adapter: Pick<Adapter, 'alone'>;
  /** Acts on it and answers. */
  deal(said: Said): Promise<unknown>;
  /** Answers it with this. */
  tell(said: Said, reply: Reply): Promise<unknown>;
}

/** What is said to a known person who asks for more than can be answered. */
const tooMuch =
  'Much of what you said waits to be answered. What you say until then I leave out; decisions about runs count.';

/** Decides what is acted on of what people say, and in which order. */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #attention = new Attention();
  /** The kinds of commands: each message is asked about several times on its way. */
  readonly #kinds = new WeakMap<Said, Command['kind'] | undefined>();
  /** Persons in places that were warned that they ask for too much. */
  readonly #warned = new Set<string>();

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** Handles what is not dealt with in any case: a message of a stranger, or too many of one person. Undefined: it is to be dealt with. */
  leftOut(heard: Said): Promise<void> | undefined {
    if (!this.isListed(heard)) return this.#guest(heard);
    const turn = turnOf(heard);
    if (!this.#decides(heard) && this.#attention.isFull(turn)) return this.#warn(heard);
    this.#warned.delete(turn);
    return undefined;
  }

  /** Whether it is from a person farm.yaml lists, or from the only one there: their messages are dealt with in any case. */
  isListed(said: Said): boolean {
    const { farm, adapter } = this.#parts;
    return adapter.alone === true || personOf(farm, inquiry(said).speaker) !== null;
  }

  /** What a stranger says is not kept for another process: they decide nothing, and may ask again. */
  async #guest(said: Said): Promise<void> {
    const { speaker, redelivered } = inquiry(said);
    if (redelivered || saysNothing(said)) return;
    await this.#attention.stranger(speakerKey(speaker), async () => void (await this.#parts.deal(said)));
  }

  /**
   * Questions and wishes of a person in a place are dealt with and answered one after the other; decisions after other decisions of
   * theirs alone, however much is still to be said.
   */
  async inTurn(said: Said, work: (acted: () => void) => Promise<void>): Promise<void> {
    if (!this.#decides(said)) return this.#attention.inLine(turnOf(said), () => work(() => undefined));
    let working: Promise<void> = Promise.resolve();
    await this.#attention.inLine(decisionsOf(said), () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      working = work(resolve).finally(resolve);
      return promise;
    });
    return working;
  }

  /** So much of theirs waits in that place that this is left out; said once, until some of it is answered. */
  async #warn(said: Said): Promise<void> {
    const line = turnOf(said);
    if (this.#warned.has(line)) return;
    this.#warned.add(line);
    await this.#parts.tell(said, { tone: 'refusal', lines: [tooMuch], priority: 'first' });
  }

  /** Whether it is neither a decision about runs nor a wish for one. */
  onlyAsks(said: Said): boolean {
    return 'message' in said && !['plan', 'settle'].includes(this.#kindOf(said) ?? '');
  }

  #decides(said: Said): boolean {
    return 'vote' in said || this.#kindOf(said) === 'settle';
  }

  /** The kind of the command that a message is; undefined where it is none. */
  #kindOf(said: Extract<Said, { readonly message: unknown }>): Command['kind'] | undefined {
    if (this.#kinds.has(said)) return this.#kinds.get(said);
    const parsed = parsedOf(said.message);
    const { commands } = this.#parts.runService;
    const kind = parsed.is === 'command' ? commandNamed(commands, parsed.name)?.kind : undefined;
    this.#kinds.set(said, kind);
    return kind;
  }
}

/** The name of the line for a person's decisions, about one message where it is a vote: that may wait until it is known which plan it shows. */
function decisionsOf(said: Said): string {
  const { speaker } = inquiry(said);
  return `decisions ${speakerKey(speaker)}${'vote' in said ? ` ${said.vote.message}` : ''}`;
}

/** Whether it needs no answer. */
function saysNothing(said: Said): boolean {
  return 'vote' in said ? meansNothing(said.vote) : parsedOf(said.message).is === 'nothing';
}
