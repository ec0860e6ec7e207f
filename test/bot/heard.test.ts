import { describe, expect, test, vi } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { cancel } from '../../commands/cancel.ts';
import { deny } from '../../commands/deny.ts';
import { help } from '../../commands/help.ts';
import type { Reply } from '../../src/bot/adapter.ts';
import type { Bot } from '../../src/bot/bot.ts';
import type { Reading } from '../../src/bot/command.ts';
import type { Incoming } from '../../src/bot/incoming.ts';
import { replyText } from '../../src/bot/reply-text.ts';
import { eventually } from '../support/eventually.ts';
import { notesInMemory } from '../support/notes.ts';
import { type Heard, stage, toyCommand } from './stage.ts';

const talk: Reading = {
  name: 'talk',
  kind: 'read',
  usage: 'talk [ABOUT]',
  summary: 'Says something.',
  examples: [{ say: 'talk', shows: 'talk' }],
  answer: async ({ args }) => ({ tone: 'answer', lines: [`talk about ${args[0] ?? 'nothing'}`] }),
};
const commands = [talk, help, approve, deny, cancel, toyCommand('paint', 'safe'), toyCommand('burn', 'destructive')];

const channel = { platform: 'irc', channel: '#xivo', private: false };
const home = (nick: string) => ({ platform: 'irc', channel: nick, private: true });
const guest = (nick: string) => ({ platform: 'irc', nick, account: null });
const nina = { platform: 'irc', nick: 'nina', account: 'nina' };
const loic = { platform: 'irc', nick: 'loic', account: 'dachary' };

/** Has nothing said until it is told to. */
function slow(heard: Heard) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const [reply, report] = [heard.reply.bind(heard), heard.report.bind(heard)];
  const begun: string[] = [];
  heard.reply = async (to: Incoming, said: Reply) => {
    begun.push(replyText(said)[0] ?? '');
    if (said.priority !== 'first') await promise;
    return reply(to, said);
  };
  heard.report = async (where, news) => {
    if (news.news.kind !== 'planned') await promise;
    return report(where, news);
  };
  return { begun, goOn: resolve };
}

describe('a decision waits for nothing that is still to be said', () => {
  test.each([
    ['cancel 1', 'cancelled'],
    ['deny 1', 'denied'],
    ['approve 1', 'queued'],
  ])('!%s', async (text, state) => {
    const { on, say, engine } = await stage(commands, { working: false });
    await say('irc', 'nina', 'burn wall down');
    const { bot, heard } = on('irc');
    const { goOn, begun } = slow(heard);
    const speaker = text.startsWith('approve') ? loic : nina;
    const told = ['talk', 'talk', 'help', text].map((line) => bot.message({ where: channel, speaker, text: line }));
    await eventually(async () => expect((await engine.view(1))?.state).toBe(state));
    expect(begun).toEqual(['talk about nothing']);
    goOn();
    await Promise.all(told);
  });

  test('a vote, and a second decision after one whose news are not told yet', async () => {
    const { on, say, engine } = await stage(commands, { working: false });
    for (const key of ['wall', 'door']) await say('irc', 'nina', `burn ${key} down`);
    const { bot, heard } = on('irc');
    const { goOn } = slow(heard);
    const told = [
      bot.message({ where: channel, speaker: loic, text: 'talk' }),
      bot.vote({ where: channel, speaker: loic, message: 'irc-1', vote: 'approve', withdrawn: false }),
      bot.message({ where: channel, speaker: loic, text: 'deny 2' }),
    ];
    await eventually(async () => expect((await engine.view(1))?.state).toBe('queued'));
    await eventually(async () => expect((await engine.view(2))?.state).toBe('denied'));
    goOn();
    await Promise.all(told);
  });

  test('what came of it is said first', async () => {
    const { on, say } = await stage(commands, { working: false });
    await say('irc', 'nina', 'burn wall down', { where: { ...channel, channel: '#other' } });
    await say('irc', 'nina', 'cancel 1');
    await say('irc', 'nina', 'talk');
    expect(on('irc').heard.replies.map(({ reply }) => reply.priority)).toEqual(['first', undefined]);
  });
});

test('somebody farmhand knows who asks for more than can be answered is told so, once, and still decides', async () => {
  const notes = notesInMemory();
  const { on, say, engine } = await stage(commands, { working: false, notes });
  await say('irc', 'nina', 'burn wall down');
  const { bot, heard } = on('irc');
  const { goOn } = slow(heard);
  const asked = Array.from({ length: 320 }, () => bot.message({ where: channel, speaker: nina, text: 'talk' }));
  await eventually(() => expect(heard.said).toEqual([expect.stringMatching(/^Much of what you said waits/)]));
  const decided = bot.message({ where: channel, speaker: nina, text: 'deny 1' });
  await eventually(async () => expect((await engine.view(1))?.state).toBe('denied'));
  goOn();
  await Promise.all([...asked, decided]);
  expect(heard.said.filter((line) => line === 'talk about nothing')).toHaveLength(301);
  expect((await notes.notes('heard on irc')).size).toBe(0);
});

describe('strangers', () => {
  const flood = (bot: Bot, who: string, text: string, times: number) =>
    Array.from({ length: times }, (_, i) =>
      bot.message({ where: channel, speaker: guest(who), text: text.replace('%', String(i)) }),
    );

  test('are answered last, and little, however many there are and whatever they ask', async () => {
    const { on } = await stage(commands);
    const { bot, heard } = on('irc');
    await Promise.all(Array.from({ length: 25 }, (_, i) => flood(bot, `guest${i}`, 'talk', 20)).flat());
    const answered = heard.replies.length;
    expect(answered).toBeGreaterThan(4);
    expect(answered).toBeLessThan(15);
    expect(new Set(heard.replies.map(({ reply }) => reply.priority))).toEqual(new Set(['last']));
  });

  test('hold up nobody farmhand knows, who is answered always', async () => {
    const { on, say } = await stage(commands);
    const { bot, heard } = on('irc');
    const reply = heard.reply.bind(heard);
    heard.reply = async (to, said) => (said.priority === 'last' ? new Promise(() => undefined) : reply(to, said));
    for (let i = 0; i < 25; i++) void flood(bot, `guest${i}`, 'talk', 8);
    expect(await say('irc', 'nina', 'talk')).toEqual(['talk about nothing']);
    for (let i = 0; i < 60; i++) expect(await say('irc', 'nina', `nosuch${i}`)).toHaveLength(1);
  });

  test('stand in front of somebody farmhand knows with one answer at most, where answers are said one after the other', async () => {
    const { on } = await stage(commands);
    const { bot, heard } = on('irc');
    const waiting: string[] = [];
    heard.reply = async ({ speaker }) => {
      waiting.push(speaker.nick);
      await new Promise(() => undefined);
    };
    for (let i = 0; i < 25; i++) void flood(bot, `guest${i}`, 'talk', 8);
    await eventually(() => expect(waiting).toHaveLength(1));
    void bot.message({ where: channel, speaker: nina, text: 'talk' });
    await eventually(() => expect(waiting).toContain('nina'));
    expect(waiting.indexOf('nina')).toBe(1);
  });

  test('one of them leaves the others something', async () => {
    const { on } = await stage(commands);
    const { bot, heard } = on('irc');
    await Promise.all([...flood(bot, 'greedy', 'talk', 50), ...flood(bot, 'modest', 'talk modest', 1)]);
    expect(heard.said.filter((line) => line === 'talk about nothing')).toHaveLength(5);
    expect(heard.said).toContain('talk about modest');
  });

  test('are told three times in a channel that it was no command, in private once', async () => {
    const { on } = await stage(commands);
    const { bot, heard } = on('irc');
    await Promise.all(flood(bot, 'typist', 'nosuch%', 5));
    expect(heard.said).toHaveLength(3);
    const alone = () =>
      bot.message({ where: home('greeter'), speaker: guest('greeter'), text: 'Welcome! Read the rules.' });
    for (let i = 0; i < 4; i++) await alone();
    expect(heard.replies.filter(({ to }) => to.where.private)).toHaveLength(1);
  });

  test('are quiet about what is no command when it is a vote that means nothing', async () => {
    const { on } = await stage(commands);
    const { bot, heard } = on('irc');
    for (let i = 0; i < 9; i++)
      await bot.vote({ where: channel, speaker: guest('eve'), message: 'irc-1', vote: 'deny', withdrawn: true });
    await bot.message({ where: channel, speaker: guest('eve'), text: 'talk' });
    expect(heard.said).toEqual(['talk about nothing']);
  });
});

test.each([
  ['in a channel', channel, channel],
  ['in private', home('theirs'), home('mine')],
])(
  'two farmhands that hear each other %s fall silent, though no server says that they are bots',
  async (_, here, there) => {
    const [mine, theirs] = [await stage(commands), await stage(commands)];
    let lines = 0;
    const wire = (from: Heard, nick: string, to: Bot, where: typeof channel) => {
      const reply = from.reply.bind(from);
      from.reply = async (message, said) => {
        await reply(message, said);
        for (const line of replyText(said)) {
          lines += 1;
          // As IRC names who is refused: to the other it is a line by its own name.
          const text =
            where.private || said.tone !== 'answer' ? line : line.startsWith('!') ? line.slice(1) : undefined;
          if (text !== undefined) setImmediate(() => void to.message({ where, speaker: guest(nick), text }));
        }
      };
    };
    wire(mine.on('irc').heard, 'mine', theirs.on('irc').bot, there);
    wire(theirs.on('irc').heard, 'theirs', mine.on('irc').bot, here);
    for (const text of ['help', 'nosuch'])
      await mine.on('irc').bot.message({ where: here, speaker: here.private ? guest('theirs') : nina, text });
    let before = -1;
    await eventually(() => {
      const still = before === lines;
      before = lines;
      expect(still).toBe(true);
    });
    expect(lines).toBeLessThan(30);
  },
);

test('somebody farmhand knows who says the same senseless line again and again is told five times', async () => {
  const { say } = await stage(commands);
  const answers: number[] = [];
  for (let i = 0; i < 8; i++) answers.push((await say('irc', 'nina', 'Welcome!')).length);
  expect(answers).toEqual([1, 1, 1, 1, 1, 0, 0, 0]);
  expect(await say('irc', 'nina', 'talk')).toEqual(['talk about nothing']);
});

test('no line of an answer begins with what a bot is called by, on whatever platform', async () => {
  const { say } = await stage(commands);
  for (const platform of ['irc', 'slack'])
    for (const text of ['help', 'help paint', 'plan talk', 'talk !burn'])
      for (const line of await say(platform, 'nina', text)) expect(line).not.toMatch(/^\s*[!.,;:?@~%&^*]/);
});

describe('after a restart', () => {
  const heardBefore = async (text: string, speaker: Incoming['speaker'], seconds: number) => {
    const notes = notesInMemory();
    const first = await stage(commands, { notes, working: false });
    const { bot } = first.on('irc');
    // Received while the gate was closed: nobody dealt with it.
    await bot.later?.message({ where: channel, speaker, text, id: 'm1' });
    vi.setSystemTime(Date.now() + seconds * 1000);
    const second = await first.restarted({ notes, working: false });
    await second.on('irc').bot.resume();
    const { heard } = second.on('irc');
    return { ...second, heard, kept: async () => (await notes.notes('heard on irc')).size };
  };
  const late = /^That was \d.* ago, before I was restarted\. Say it again if it still counts\.$/;

  test.each<[string, string, Incoming['speaker'], number, readonly unknown[]]>([
    ['a question of just now is answered', 'talk', nina, 10, ['talk about nothing']],
    ['an older one is not, and that is said', 'talk', nina, 61, [expect.stringMatching(late)]],
    ['what strangers asked is not', 'talk', guest('eve'), 10, []],
    [
      'an order of long ago is not carried out, and that is said',
      'paint wall red',
      nina,
      37 * 3600,
      [expect.stringMatching(late)],
    ],
  ])('%s', async (_, text, speaker, seconds, said) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const { heard, kept, engine } = await heardBefore(text, speaker, seconds);
      await eventually(async () => expect(await kept()).toBe(0));
      expect(heard.said).toEqual(said);
      expect(await engine.runs()).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('an order of a minute ago is carried out', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const { engine } = await heardBefore('paint wall red', nina, 60);
      await eventually(async () => expect(await engine.runs()).toHaveLength(1));
    } finally {
      vi.useRealTimers();
    }
  });

  test('what an adapter hands over again that a stranger had asked is not answered', async () => {
    const { on } = await stage(commands);
    const { bot, heard } = on('slack');
    const where = { ...channel, platform: 'slack' };
    await bot.message({
      where,
      speaker: { ...guest('eve'), platform: 'slack' },
      text: 'talk',
      id: '1',
      redelivered: true,
    });
    expect(heard.said).toEqual([]);
  });
});

test('a vote in a private place counts for the plan it shows, though the person has another nick now', async () => {
  const { on, engine, say } = await stage(commands, { working: false });
  const where = { ...home('nico'), account: 'nico' };
  await say('irc', 'nico', 'burn wall down', { where });
  const { bot } = on('irc');
  await bot.vote({
    where: { ...where, channel: 'nico_' },
    speaker: loic,
    message: 'irc-1',
    vote: 'approve',
    withdrawn: false,
  });
  expect((await engine.view(1))?.state).toBe('queued');
});

test('why an account does not count is said to whoever is logged in to it', async () => {
  const { on } = await stage(commands);
  const { bot, heard } = on('irc');
  const speaker = { ...guest('nina'), doubt: 'It is another account now: farmhand unpin nina' };
  await bot.message({ where: channel, speaker, text: 'burn wall down' });
  expect(heard.said).toContain('It is another account now: farmhand unpin nina');
});
