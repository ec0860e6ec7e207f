import { createInterface, type Interface } from 'node:readline';
import type { Adapter, InboundHandler, Reply } from '../../src/bot/adapter.ts';
import type { Incoming, Where } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { Followed, type Result } from './followed.ts';
import { type Line, liveLines, newsLines } from './lines.ts';
import { type ConsoleOptions, identify } from './options.ts';
import { painter, type Shade } from './paint.ts';
import { plainScreen, type Screen } from './screen.ts';
import { slashHelp } from './slash.ts';
import type { terminalScreen } from './terminal.ts';
import { TourGuide } from './tour.ts';

const shades: Readonly<Partial<Record<Reply['tone'], Shade>>> = { refusal: 'warning', error: 'bad' };

/** Milliseconds between two lines about the same step's progress, where lines stay. */
const progressInterval = 10_000;

/** A terminal, or a script on standard input, as a chat with one person. */
export class Console implements Adapter {
  readonly platform = 'console';
  readonly connected = true;
  readonly alone = true;
  readonly identify = identify;
  /** Resolves when the input has ended and, of a script, everything it began has come to rest. */
  readonly ended: Promise<Result>;
  readonly #options: ConsoleOptions;
  readonly #where: Where;
  readonly #followed = new Followed();
  readonly #progressAt = new Map<string, number>();
  /** A person sits at a terminal. */
  readonly #interactive: boolean;
  readonly #guide: TourGuide | undefined;
  /** What the tour waits for is being done. */
  #guided = false;
  #speaker: { readonly nick: string; readonly account: string };
  #typing: Interface | undefined;
  #screen: Screen;
  #end: (result: Result) => void = () => undefined;

  constructor(options: ConsoleOptions) {
    const { input, output, env, login, channel = login, tour } = options;
    this.#options = options;
    this.#guide = tour && new TourGuide(tour);
    this.#where = { platform: this.platform, channel, private: true };
    const [nick] = [...(options.people ?? [])].find(([, account]) => account === login) ?? [login];
    this.#speaker = { nick, account: login };
    this.#interactive = input.isTTY === true && output.isTTY === true && env.TERM !== 'dumb';
    this.#screen = plainScreen(output, painter(output.isTTY === true, env));
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  async start(inbound: InboundHandler): Promise<void> {
    // What lays out a terminal is not loaded for a script.
    const terminal = this.#interactive ? await import('./terminal.ts') : undefined;
    // Reading begins here: lines read before anything listens would be lost.
    const typing = this.#open(terminal?.terminalScreen);
    this.#typing = typing;
    this.#print((this.#options.welcome ?? []).map((text) => ({ text })));
    const listening = this.#interactive ? this.#converse(typing, inbound) : this.#perform(typing, inbound);
    listening
      .catch((error) => {
        this.#followed.fail();
        this.#print([{ text: String(error), shade: 'bad' }]);
      })
      .finally(() => this.#end(this.result));
  }

  async reply(_to: Incoming, reply: Reply): Promise<void> {
    const { tone, more } = reply;
    if (tone !== 'answer') this.#followed.fail();
    const shade = shades[tone];
    this.#print(replyText(reply).map((text) => ({ text, ...(shade && { shade }) })));
    if (more !== undefined) this.#print([{ text: `${more} tells more.`, shade: 'faint' }]);
  }

  async report(_where: Where, told: RunNews): Promise<readonly string[]> {
    this.#followed.take(told);
    this.#print(this.#isTooSoon(told) ? [] : newsLines(told, !this.#interactive));
    this.#screen.live(this.#liveList());
    return [];
  }

  async stop(): Promise<void> {
    this.#typing?.close();
  }

  #open(screen: typeof terminalScreen | undefined): Interface {
    const { input, output, env, commands = [] } = this.#options;
    if (!screen) return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    const names = commands.map((name) => `!${name}`);
    const completer = (line: string): [string[], string] => [names.filter((name) => name.startsWith(line)), line];
    const typing = createInterface({
      input,
      output,
      terminal: true,
      historySize: 500,
      removeHistoryDuplicates: true,
      completer,
    });
    this.#screen = screen(output, painter(true, env), typing);
    return typing;
  }

  /** What has come of everything said so far. */
  get result(): Result {
    return this.#followed.result;
  }

  get #prompt(): string {
    return `farmhand (${this.#speaker.nick})> `;
  }

  /** On a terminal: what is typed is done as it comes, and people go on typing meanwhile. */
  async #converse(typing: Interface, inbound: InboundHandler): Promise<void> {
    let leaving = false;
    typing.on('SIGINT', () => {
      if (leaving) return typing.close();
      leaving = true;
      this.#print([{ text: 'Ctrl-C again, Ctrl-D or /quit leaves.', shade: 'faint' }]);
    });
    typing.on('line', (line) => this.#screen.entered(line, this.#meant(line)));
    typing.setPrompt(this.#prompt);
    typing.prompt();
    for await (const line of typing) {
      leaving = false;
      if (line.trim() === '/quit') break;
      this.#say(this.#meant(line), inbound).catch((error) => this.#print([{ text: String(error), shade: 'bad' }]));
      typing.setPrompt(this.#prompt);
      typing.prompt();
    }
    typing.close();
  }

  /** From a script: one line after the other, each when everything before it has answered, ended or come to a gate. */
  async #perform(typing: Interface, inbound: InboundHandler): Promise<void> {
    for await (const line of typing) {
      if (line.trim() === '/quit') break;
      const said = this.#meant(line).trim();
      if (said === '' || said.startsWith('#')) continue;
      if (this.#options.echo !== false) this.#print([{ text: `${this.#prompt}${said}`, shade: 'faint' }]);
      await this.#say(said, inbound);
      await this.#followed.rest();
    }
    typing.close();
  }

  /** On a tour, Enter alone types what comes next. */
  #meant(line: string): string {
    return line.trim() === '' && !this.#guided ? (this.#guide?.next ?? line) : line;
  }

  /** What was typed, and, where the tour waits for it, what the tour says then. */
  async #say(line: string, inbound: InboundHandler): Promise<void> {
    const text = line.trim();
    const guide = this.#guide;
    if (this.#guided || !guide?.awaits(text)) return this.#hear(text, inbound);
    this.#guided = true;
    try {
      const { at } = guide;
      const before = this.#followed.result;
      await this.#hear(text, inbound);
      const touched = await this.#followed.touchedSince(before);
      this.#print(guide.done(at, touched));
    } finally {
      this.#guided = false;
    }
  }

  async #hear(text: string, inbound: InboundHandler): Promise<void> {
    const [, slash, words = ''] = /^(\/\S*)\s*(.*)$/.exec(text) ?? [];
    if (slash === undefined)
      return inbound.message({ where: this.#where, speaker: { platform: this.platform, ...this.#speaker }, text });
    if (slash === '/as') this.#speakAs(words);
    else if (slash === '/help') this.#print(slashHelp(this.#options));
    else if (slash === '/tour' && this.#guide) this.#print(this.#guide.asked(words));
    else this.#refuse(`There is no ${slash}. Commands begin with !; /help lists what begins with /, and /quit leaves.`);
  }

  #speakAs(name: string): void {
    const { people } = this.#options;
    const account = people?.get(name);
    if (!people) this.#refuse('Only on a sandbox somebody may speak as somebody else.');
    else if (account === undefined) this.#refuse(`/as takes one of ${[...people.keys()].join(', ')}.`);
    else {
      this.#speaker = { nick: name, account };
      this.#print([{ text: `You speak as ${name} now.` }]);
    }
  }

  #refuse(text: string): void {
    this.#followed.fail();
    this.#print([{ text, shade: 'warning' }]);
  }

  #liveList(): readonly Line[] {
    const running = this.#followed.inFlight.filter(({ view }) => view.startedAt !== undefined);
    const each = Math.floor(this.#screen.room / Math.max(1, running.length));
    return running.flatMap(({ view, secondsLeft }) => liveLines(view, secondsLeft, each));
  }

  #isTooSoon({ news, view }: RunNews): boolean {
    if (news.kind !== 'progress') return false;
    const key = `${view.run} ${news.step}`;
    const now = Date.now();
    if (now - (this.#progressAt.get(key) ?? 0) < progressInterval) return true;
    this.#progressAt.set(key, now);
    return false;
  }

  #print(lines: readonly Line[]): void {
    if (lines.length > 0) this.#screen.print(lines);
  }
}
