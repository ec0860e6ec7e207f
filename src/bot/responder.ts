import type { Farm } from '../farm/farm.ts';
import { LeaseLost } from '../journal/journal.ts';
import type { Adapter, Reply } from './adapter.ts';
import { type Answer, Answers, type AnswersParts } from './answers.ts';
import { CommandHandler, type CommandHandlerParts } from './command-handler.ts';
import type { Incoming } from './incoming.ts';
import { Remainders } from './remainders.ts';
import { inquiry, type Said } from './said.ts';
import { VoteHandler, type VoteHandlerParts } from './vote-handler.ts';

export interface ResponderParts
  extends Omit<CommandHandlerParts, 'remainders'>,
    VoteHandlerParts,
    Omit<AnswersParts, 'remainders'> {
  readonly farm: Farm;
  readonly adapter: Pick<Adapter, 'identify' | 'alone' | 'takesData' | 'reply' | 'fits'>;
}

/** From what was said to its answer. Whatever goes wrong is answered. */
export class Responder {
  readonly #commands: CommandHandler;
  readonly #votes: VoteHandler;
  readonly #answers: Answers;

  constructor(parts: ResponderParts) {
    const remainders = new Remainders();
    this.#answers = new Answers({ ...parts, remainders });
    this.#commands = new CommandHandler({ ...parts, remainders });
    this.#votes = new VoteHandler(parts);
  }

  /**
   * Acts on it and answers. Calls `acted` when it has had its effect, whatever is still to be said. False: it was not dealt with, since
   * another process speaks here now, and does.
   */
  async respond(said: Said, acted: () => void = () => undefined): Promise<boolean> {
    const answer = await this.#acted(said);
    acted();
    return answer === undefined ? false : this.#answers.tell(inquiry(said), answer);
  }

  /** The answer to a question that is not said anywhere. */
  async ask(message: Incoming): Promise<Reply> {
    try {
      return this.#answers.presented(await this.#commands.ask(message));
    } catch (error) {
      return this.#answers.presented(this.#answers.failed(message, error).reply ?? { tone: 'answer', lines: [] });
    }
  }

  /** Answers it with this, whatever it asks. */
  async tell(said: Said, reply: Reply | undefined): Promise<void> {
    await this.#answers.tell(inquiry(said), { reply });
  }

  /** What is said of a failure that kept it from being dealt with. */
  failed(said: Said, error: unknown): Reply | undefined {
    return this.#answers.failed(inquiry(said), error).reply;
  }

  /** Undefined: another process speaks here now. */
  async #acted(said: Said): Promise<Answer | undefined> {
    try {
      return 'message' in said
        ? await this.#commands.answer(said.message, said.at)
        : await this.#votes.count(said.vote, said.at);
    } catch (error) {
      return error instanceof LeaseLost ? undefined : this.#answers.failed(inquiry(said), error);
    }
  }
}
