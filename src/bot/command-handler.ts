import type { Errand } from '../engine/errand.ts';
import type { Farm } from '../farm/farm.ts';
import type { ReadFarm } from '../farm/read-parts.ts';
import type { Adapter, Reply } from './adapter.ts';
import type { Answer } from './answers.ts';
import type { CommandContext, ReadingContext, RecentFarm } from './command.ts';
import type { Drift } from './drift.ts';
import { errandOf } from './errand-of.ts';
import type { Incoming } from './incoming.ts';
import { type Parsed, parsedOf } from './parse.ts';
import { personOf, stranger } from './people.ts';
import { Refusal } from './refusal.ts';
import type { Remainders } from './remainders.ts';
import { remarked } from './remarks.ts';
import { isNewsPlace, recordedOrigin } from './request-origin.ts';
import { wordsInThread } from './run-of-thread.ts';
import type { RunService } from './run-service.ts';
import { isLate, lateOrder, longAgo } from './said.ts';
import type { Subscriptions } from './subscriptions.ts';
import { commandNamed, understood } from './understand.ts';
import { misfit } from './usage.ts';

export interface CommandHandlerParts {
  readonly farm: Farm;
  readonly runService: RunService;
  readonly adapter: Pick<Adapter, 'identify'>;
  /** Reads the whole farm now. */
  readonly look: CommandContext['look'];
  readonly read: ReadFarm;
  /** What answers may go by. */
  readonly recent: RecentFarm;
  readonly subscriptions: Subscriptions;
  readonly drift: Drift;
  readonly settings?: CommandContext['settings'];
  /** What is left of long answers. */
  readonly remainders: Remainders;
  readonly pages?: CommandContext['pages'];
  /** Without which nothing may be written about runs. */
  readonly lease?: NonNullable<Errand['lease']>;
}

/** Milliseconds after which a question received before a restart is not answered any more. */
const lateQuestion = 60_000;

/** Finds the command in a message and carries it out. */
export class CommandHandler {
  readonly #parts: CommandHandlerParts;

  constructor(parts: CommandHandlerParts) {
    this.#parts = parts;
  }

  /**
   * What a message comes to. `at`: when it was received, in milliseconds. Throws Refusal, LeaseLost, and what reading hosts and journal
   * throws.
   */
  async answer(message: Incoming, at: number): Promise<Answer> {
    const { runService, adapter, look, read, recent, subscriptions, drift, settings, pages, lease } = this.#parts;
    const { where, speaker } = message;
    const parsed = parsedOf(message);
    if (parsed.is === 'nothing') return {};
    if (message.aside && !isCommand(parsed, runService.commands, this.#parts.farm)) return {};
    if (parsed.is === 'broken') throw new Refusal(`I could not read that: ${parsed.why}.`);
    const { name } = parsed;
    // A journal that cannot be read is met by whatever the command writes.
    if (commandNamed(runService.commands, name)?.kind !== 'read') await settings?.follow().catch(() => undefined);
    // Of one farm.yaml, though another one may hold before the answer is made.
    const farm = { ...this.#parts.farm };
    const said = remarked(commandNamed(runService.commands, name), parsed, farm.tickets);
    const { remarks } = said;
    const args = await wordsInThread(commandNamed(runService.commands, name), said.args, where, runService);
    const person = personOf(farm, speaker);
    const command = understood(runService.commands, farm, {
      name,
      args,
      person,
      stranger: stranger(speaker, adapter.identify),
    });
    if (settings?.problem !== undefined && command.kind === 'plan' && !command.evenOutOfStep)
      throw new Refusal(`Nothing is begun here: ${settings.problem}.`);
    const desk = runService.on(errandOf(message, lease));
    const context: ReadingContext = {
      person,
      speaker,
      where,
      identify: adapter.identify,
      args,
      remarks,
      farm,
      look,
      read,
      recent,
      subscriptions,
      drift,
      settings,
      pages,
      pending: () => runService.pending(),
      more: () => this.#parts.remainders.take(message, performance.now()),
      runService: desk,
    };
    if (command.kind === 'read') {
      if (isLate(message, at, lateQuestion)) throw new Refusal(longAgo(at));
      return { reply: await command.answer(context) };
    }
    const shown = command.kind === 'plan' ? await command.shows?.(context) : undefined;
    if (shown) return { reply: shown };
    const run = message.redelivered ? await runService.became(message) : undefined;
    if (run !== undefined) return this.#became(run, where);
    if (isLate(message, at, lateOrder)) throw new Refusal(longAgo(at));
    // The plan itself is delivered as news, since people vote on it.
    if (command.kind === 'plan') await desk.submit(command, context, recordedOrigin(message));
    const reply = command.kind === 'plan' ? undefined : await command.answer(context);
    return { reply: reply && { ...reply, priority: 'first' }, news: true };
  }

  /** The answer to a question. Throws Refusal for what plans or decides, too, and what `answer` throws. */
  async ask(message: Incoming): Promise<Reply> {
    const parsed = parsedOf(message);
    const kind = parsed.is === 'command' ? commandNamed(this.#parts.runService.commands, parsed.name)?.kind : undefined;
    if (kind === 'plan' || kind === 'settle') throw new Refusal('Only what changes nothing can be asked here.');
    const { reply } = await this.answer(message, Date.now());
    return reply ?? { tone: 'answer', lines: [] };
  }

  /** The reply to a command that had its effect before a crash; none, where the news of the run are delivered anyway. */
  async #became(run: number, where: Incoming['where']): Promise<Answer> {
    const { runService, farm } = this.#parts;
    const view = await runService.run(String(run));
    return isNewsPlace(where, view, farm.channels) ? { news: true } : { reply: { tone: 'answer', lines: [done(run)] } };
  }
}

/** Whether it can be nothing but a command: there is one of that name, and it takes as many words. */
function isCommand(parsed: Parsed, commands: RunService['commands'], { tickets }: Pick<Farm, 'tickets'>): boolean {
  const command = parsed.is === 'command' ? commandNamed(commands, parsed.name) : undefined;
  if (command === undefined || parsed.is !== 'command') return false;
  return misfit(command.usage, remarked(command, parsed, tickets).args) === undefined;
}

function done(run: number): string {
  return `That was done: !why ${run} says how run ${run} stands.`;
}
