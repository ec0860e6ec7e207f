import { pino } from 'pino';
import { Followed } from '../../adapters/console/followed.ts';
import { answerLines, fitting } from '../../adapters/irc/answer.ts';
import { roomOf } from '../../adapters/irc/layout.ts';
import { voteOf } from '../../adapters/irc/reactions.ts';
import { render } from '../../adapters/irc/render.ts';
import { openFarmhand } from '../../main/farmhand.ts';
import { loadFarm } from '../../platforms/load-farm.ts';
import { createSandbox } from '../../platforms/sandboxes.ts';
import type { Adapter, InboundHandler, Reply } from '../../src/bot/adapter.ts';
import type { Incoming, Where } from '../../src/bot/incoming.ts';
import type { RunNews } from '../../src/bot/news.ts';
import type { Farm } from '../../src/farm/farm.ts';
import type { FarmPerson } from '../../src/farm/settings.ts';

const channel: Where = { platform: 'irc', channel: '#farm', private: false };

const columns = roomOf('farmhand');

/** Who talks in docs/chat.md. */
const people: ReadonlyMap<string, FarmPerson> = new Map(
  [['alice', ['developer', 'operator']] as const, ['bruno', ['developer', 'release-manager']] as const].map(
    ([name, roles]) => [name, { name, roles, identities: { irc: name } }],
  ),
);

/** A channel with farmhand in it, as the lines people read there; made of the IRC adapter's own texts. */
class Channel implements Adapter {
  readonly platform = 'irc';
  readonly identify = 'Log in.';
  readonly connected = true;
  readonly followed = new Followed();
  readonly lines: string[] = [];
  inbound: InboundHandler | undefined;

  async start(inbound: InboundHandler): Promise<void> {
    this.inbound = inbound;
  }

  async stop(): Promise<void> {}

  fits(_to: Incoming, reply: Reply): number {
    return fitting(reply, false, columns);
  }

  async reply({ speaker }: Incoming, reply: Reply): Promise<void> {
    const [first = '', ...rest] = answerLines(reply, columns);
    this.#say([reply.tone === 'answer' ? first : `${speaker.nick}: ${first}`, ...rest]);
  }

  async report(_where: Where, told: RunNews): Promise<readonly string[]> {
    this.followed.take(told);
    if (told.news.kind === 'progress') return [];
    // As soon as it was planned: however long the machine takes, all the time to approve is left.
    const now = new Date(told.view.plannedAt);
    const { lines, asks } = render(told, { reactions: true, now, platform: 'irc' }) ?? { lines: [], asks: false };
    this.#say(lines);
    return asks ? [`plan ${told.view.run}`] : [];
  }

  #say(lines: readonly string[]): void {
    this.lines.push(...lines.map((line) => `<farmhand> ${line}`));
  }
}

const said = /^<(alice|bruno)> (.*)$/;
const reacted = /^ \* (alice|bruno) reacts with (\S+) to the plan of run (\d+)$/;

/** Says and does on a sandbox farm what people say and do in a transcript; all of it with what farmhand says now. */
export async function replayed(transcript: string): Promise<string> {
  const sandbox = await createSandbox();
  const farm: Farm = { ...(await loadFarm(sandbox.farmFile)), people };
  const farmhand = await openFarmhand({ farm, log: pino({ level: 'silent' }), redact: (text) => text });
  const room = new Channel();
  try {
    await farmhand.attach(room);
    await farmhand.work();
    for (const line of transcript.split('\n')) {
      const [, nick = '', text] = said.exec(line) ?? [];
      const [, person = '', name = '', run] = reacted.exec(line) ?? [];
      const speaker = (who: string) => ({ platform: 'irc', nick: who, account: who });
      if (text !== undefined || run !== undefined) room.lines.push(line);
      if (text !== undefined)
        await room.inbound?.message({ where: channel, speaker: speaker(nick), text: text.replace(/^!/, '') });
      const vote = voteOf(name);
      if (run !== undefined && vote)
        await room.inbound?.vote({
          where: channel,
          speaker: speaker(person),
          message: `plan ${run}`,
          vote,
          withdrawn: false,
        });
      await room.followed.rest();
    }
    return `${room.lines.join('\n')}\n`;
  } finally {
    await farmhand.stop();
    await sandbox.close();
  }
}

/** A transcript without what is different each time. */
export function comparable(transcript: string): string {
  return (
    transcript
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '(TIME)')
      // A row goes on below where it is wider than the terminal, which a time left may decide.
      .replace(/\n<farmhand> {3,}/g, ' ')
      .replace(/\d+ d( \d+ h)? left/g, '(LEFT)')
      .replace(/52:54(:[0-9a-f]{2}){4}/g, '(MAC)')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '(UUID)')
      // A plan is sealed, and then written down: more than half a second between the two shows as a minute less.
      .replace(/within (?:30|29) min/g, 'within 30 min')
      // How long the work took is the machine's.
      .replace(/(?<=\bdone in )(?:\d+ min|(?:\d+ min )?\d+ s)(?=:)/g, '(time)')
  );
}
