import type { Where } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { voteText } from '../../src/bot/run-text.ts';
import { Unsayable } from '../../src/bot/unsayable.ts';
import { alert } from './alert.ts';
import { lines, page } from './blocks.ts';
import { SlackRefused } from './call.ts';
import { ending } from './ending.ts';
import type { Manner, MessageSender } from './message-sender.ts';
import { cut, escaped } from './plain.ts';
import { runMessage } from './plan.ts';
import type { Spot } from './spot.ts';
import { inFlight } from './steps.ts';

/** Characters of a line in a run's thread; a message of them has more. */
const mostOfDetail = 1000;

/** A run as one place sees it. */
interface Shown {
  readonly ts: string;
  /** Lines for its thread that were not posted yet. */
  readonly details: { readonly line: string; readonly mark: string | undefined }[];
  /** Settles when those lines are posted. */
  posting?: Promise<void>;
}

/** Shows runs: one message each, edited in place; details in its thread; the end as a new message, so that people are notified. */
export class Runs {
  readonly #sender: MessageSender;
  readonly #complain: (error: Error) => void;
  readonly #shown = new Map<string, Shown>();

  constructor(sender: MessageSender, complain: (error: Error) => void) {
    this.#sender = sender;
    this.#complain = complain;
  }

  /** Resolves, when what matters was said, with the ts of the plan's message when that is what was said. */
  async tell(where: Where, told: RunNews): Promise<readonly string[]> {
    const { news, view } = told;
    const shown = this.#find(where, told);
    switch (news.kind) {
      case 'planned':
        return [await this.#plan(where, told)];
      case 'vote':
        this.#later(this.#show(where, shown, told));
        await this.#detail(where, shown, `${voteText(news, 'slack')}.`, told);
        return [];
      case 'started':
      case 'progress':
        this.#later(this.#show(where, shown, told));
        return [];
      case 'step':
        await this.#step(where, shown, told, news);
        return [];
      case 'alert':
        await this.#sender.post(spot(where), alert(told, news.text), manner(told));
        return [];
      case 'expired':
      case 'ended':
        await this.#end(where, shown, told);
        this.#shown.delete(key(where, view.run));
        return [];
    }
  }

  async #plan(where: Where, told: RunNews): Promise<string> {
    const ts = await this.#sender.post(spot(where), runMessage(told), manner(told));
    this.#shown.set(key(where, told.view.run), { ts, details: [] });
    return ts;
  }

  async #step(
    where: Where,
    shown: Shown | undefined,
    told: RunNews,
    news: Extract<RunNews['news'], { kind: 'step' }>,
  ): Promise<void> {
    this.#later(this.#show(where, shown, told));
    const step = told.view.steps.find(({ id }) => id === news.step);
    if (!step || news.state === 'began') return;
    const posted = this.#detail(where, shown, inFlight(step), told);
    // A failure is never dropped; that a step is done can be read in the message itself, too.
    if (news.state === 'failed') await posted;
    else this.#later(posted);
  }

  async #end(where: Where, shown: Shown | undefined, told: RunNews): Promise<void> {
    await this.#sender.post(spot(where), ending(told), manner(told));
    const why = told.view.steps.find(({ state }) => state === 'failed')?.why ?? '';
    if (shown && why.length > 250)
      await this.#cause(where, shown, why, told).catch((error) => this.#unlessRefused(error));
    // Waited for: nobody shows it again when a crash comes first.
    await this.#show(where, shown, told);
  }

  /** Why it failed, in full: what a host said may be long. */
  async #cause(where: Where, shown: Shown, why: string, told: RunNews): Promise<void> {
    const thread = threadOf(where, shown);
    if (why.length > page.characters) await this.#sender.file(thread, 'why.txt', why);
    else await this.#sender.post(thread, { text: escaped(why), blocks: [lines(why, { fixed: true })] }, manner(told));
  }

  /** Adds a line to the thread; lines that wait for their turn become one message. */
  async #detail(where: Where, shown: Shown | undefined, line: string, told: RunNews): Promise<void> {
    if (!shown) return;
    const thread = threadOf(where, shown);
    const { mark, maybePosted } = manner(told);
    if (maybePosted && mark !== undefined && (await this.#sender.find(thread, mark)) !== undefined) return;
    shown.details.push({ line: cut(line, mostOfDetail), mark });
    shown.posting ??= this.#details(thread, shown);
    await shown.posting;
  }

  /** Posts the lines that wait when its turn comes, as many as a message shows; the others have the next turn. */
  #details(thread: Spot, shown: Shown): Promise<void> {
    const { details } = shown;
    let others: Promise<void> | undefined;
    const make = () => {
      delete shown.posting;
      const said = details.splice(0, fitting(details));
      if (details.length > 0) {
        others = this.#details(thread, shown);
        shown.posting = others;
      }
      const text = said.map((detail) => detail.line).join('\n');
      const marks = said.flatMap((detail) => detail.mark ?? []).join(' ');
      return { text: escaped(text), blocks: [lines(text)], ...(marks !== '' && { mark: marks }) };
    };
    return this.#sender.postLate(thread, make).finally(() => others);
  }

  async #show(where: Where, shown: Shown | undefined, told: RunNews): Promise<void> {
    if (shown) await this.#sender.edit(where.channel, shown.ts, runMessage(told));
  }

  /** The end is delivered by then: details that Slack refuses must not cause it to be delivered again. */
  #unlessRefused(error: Error): void {
    if (!(error instanceof SlackRefused || error instanceof Unsayable)) throw error;
    this.#complain(error);
  }

  #later(work: Promise<void>): void {
    work.catch(this.#complain);
  }

  /** The message that shows the run here; after a restart, as the journal remembers it. */
  #find(where: Where, { view }: RunNews): Shown | undefined {
    const known = this.#shown.get(key(where, view.run));
    if (known) return known;
    const prompt = view.prompts.find(
      ({ platform, channel }) => platform === where.platform && channel === where.channel,
    );
    if (!prompt) return undefined;
    const shown = { ts: prompt.message, details: [] };
    this.#shown.set(key(where, view.run), shown);
    return shown;
  }
}

/** News are known by their place in the log. */
function manner({ seq, maybeDelivered = false }: RunNews): Manner {
  return { maybePosted: maybeDelivered, ...(seq !== undefined && { mark: `${seq}` }) };
}

function spot({ channel, thread }: Where): Spot {
  return { channel, ...(thread !== undefined && { thread }) };
}

/** The run's own thread, or the one it was asked in. */
function threadOf({ channel, thread }: Where, { ts }: Shown): Spot {
  return { channel, thread: thread ?? ts };
}

function key({ channel, thread = '' }: Where, run: number): string {
  return `${channel} ${thread} ${run}`;
}

/** How many lines fit a message: one at least. */
function fitting(details: Shown['details']): number {
  let characters = 0;
  const over = details.findIndex(({ line }) => {
    characters += line.length + 1;
    return characters > page.characters;
  });
  return over < 0 ? details.length : Math.max(1, over);
}
