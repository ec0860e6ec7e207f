import { Absent } from '../../src/bot/adapter.ts';
import { asCalled } from '../../src/bot/addressed.ts';
import type { Where } from '../../src/bot/incoming.ts';
import type { Output } from './output.ts';
import type { Saying } from './saying.ts';
import { type Channel, channelsOf, type IrcSettings } from './settings.ts';
import { Moved, type Refused } from './unsaid.ts';
import type { Whereabouts } from './whereabouts.ts';

/** Something to say, without whom to. */
export type Unaddressed = Omit<Saying, 'target'>;

interface PlacesParts {
  readonly options: IrcSettings;
  readonly output: Output;
  readonly whereabouts: Whereabouts;
  /** Makes equal names of channels the same text. */
  readonly fold: (name: string) => string;
}

/** Says things in places: in a channel, or to the person a private place belongs to. */
export class Places {
  readonly #options: IrcSettings;
  readonly #channels: readonly Channel[];
  readonly #output: Output;
  readonly #whereabouts: Whereabouts;
  readonly #fold: (name: string) => string;

  constructor({ options, output, whereabouts, fold }: PlacesParts) {
    this.#options = options;
    this.#channels = channelsOf(options);
    this.#output = output;
    this.#whereabouts = whereabouts;
    this.#fold = fold;
  }

  /** What commands begin with in a channel; null: farmhand is called by its name only. */
  prefixIn(channel: string): string | null {
    const known = this.#known(channel);
    return known?.prefix === undefined ? '!' : known.prefix;
  }

  /** When those who may approve are called by name in a channel. */
  callsIn(channel: string): NonNullable<Channel['calls']> {
    return this.#known(channel)?.calls ?? 'plan';
  }

  #known(channel: string): Channel | undefined {
    return (
      this.#channels.find(({ name }) => name === channel) ??
      this.#channels.find(({ name }) => this.#fold(name) === this.#fold(channel))
    );
  }

  /** `ask`: the server is asked first where the person of a private place is. Throws Absent. */
  async say(where: Where, given: Unaddressed, ask: boolean): Promise<readonly string[]> {
    const { account } = where;
    const calling = { prefix: where.private ? '!' : this.prefixIn(where.channel), name: this.#options.nick };
    const saying = { ...given, lines: given.lines.map((line) => asCalled(line, calling)) };
    if (!where.private || account === undefined) return this.#output.say({ ...saying, target: where.channel });
    for (let sure = !ask; ; sure = false) {
      const nick = sure ? (this.#whereabouts.nickOf(account) ?? where.channel) : undefined;
      const target = nick ?? (await this.#whereabouts.find(account, where.channel));
      if (target === undefined)
        throw new Absent(
          `nobody on IRC is logged in as ${account} as far as farmhand knows`,
          this.#whereabouts.seen(account),
        );
      try {
        return await this.#output.say({ ...saying, target, account });
      } catch (error) {
        if (!(error instanceof Moved)) throw error;
      }
    }
  }

  /** Says in a private place what a channel refused, and that it did. */
  sayAside(
    { channel }: Where,
    { reason }: Refused,
    to: Where,
    given: Unaddressed,
    ask: boolean,
  ): Promise<readonly string[]> {
    const [first = '', ...rest] = given.lines;
    const why = `(I cannot say this in ${channel}: ${reason.replace(/\.$/, '')}) `;
    return this.say(to, { ...given, lines: [`${why}${first}`, ...rest] }, ask);
  }
}
