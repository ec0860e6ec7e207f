import { describe, expect, test, vi } from 'vitest';
import { Absent } from '../../src/bot/adapter.ts';
import { placeKey } from '../../src/bot/request-origin.ts';
import { Unsayable } from '../../src/bot/unsayable.ts';
import { eventually } from '../support/eventually.ts';
import { stage, toyCommand } from './stage.ts';

const commands = [toyCommand('paint', 'safe'), toyCommand('burn', 'destructive')];
const where = { platform: 'irc', channel: '#xivo', private: false };

test('a run that ended while nobody could tell it is told after the restart, and nothing is told twice', async () => {
  const first = await stage(commands);
  await first.say('irc', 'nina', 'burn wall down');
  first.on('irc').heard.away = 'the network is down';
  await first.vote('irc', 'loic', 'approve', 'irc-1');
  await first.quiet();
  expect(first.on('irc').heard.headlines).toEqual(['planned']);

  const second = await first.restarted();
  await second.quiet();
  expect(second.on('irc').heard.headlines).toEqual(['vote', 'started', 'step began', 'step done', 'ended done']);

  const third = await second.restarted();
  await third.quiet();
  expect(third.on('irc').heard.headlines).toEqual([]);
});

test('steps that are long past are not told after a restart, but the end is', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const first = await stage(commands);
    first.on('irc').heard.away = 'the network is down';
    await first.say('irc', 'nina', 'paint wall red');
    await first.quiet();
    vi.setSystemTime(Date.now() + 8 * 3600_000);
    const second = await first.restarted();
    await second.quiet();
    expect(second.on('irc').heard.headlines).toEqual(['planned', 'started', 'ended done']);
  } finally {
    vi.useRealTimers();
  }
});

test('a plan that was posted just before a crash is not posted again', async () => {
  const first = await stage(commands, { working: false, forgets: () => true });
  await first.say('irc', 'nina', 'burn wall down');
  expect(first.on('irc').heard.headlines).toEqual(['planned']);
  const second = await first.restarted({});
  await second.on('irc').notifier.catchUp(where);
  expect(second.on('irc').heard.headlines).toEqual([]);
  await second.vote('irc', 'loic', 'approve', 'irc-1');
  await second.quiet();
  expect(second.on('irc').heard.headlines.at(-1)).toBe('ended done');
});

test('what was told just before a crash is told again as perhaps told before, and nothing else is', async () => {
  let told = 0;
  // Killed between the fifth news, the end, and the note that it was told.
  const forgets = (name: string) => name === 'reports irc' || (name === 'reports irc irc #xivo' && ++told === 5);
  const first = await stage(commands, { forgets });
  await first.say('irc', 'nina', 'paint wall red');
  await first.quiet();
  const second = await first.restarted({});
  await second.quiet();
  const { news } = second.on('irc').heard;
  expect(news.map((one) => [one.news.news.kind, one.news.maybeDelivered])).toEqual([['ended', true]]);
});

test('after a crash before it was written down how far the journal was read, no place is told again', async () => {
  const first = await stage(commands, { forgets: (name) => name === 'reports irc' });
  await first.say('irc', 'nina', 'paint wall red');
  await first.quiet();
  expect(first.on('irc').heard.headlines).toHaveLength(5);
  const second = await first.restarted({});
  await second.quiet();
  expect(second.on('irc').heard.headlines).toEqual([]);
});

test('what could not be told is told when the place can be reached again, in order', async () => {
  const { say, on, quiet } = await stage(commands);
  const { heard, notifier } = on('irc');
  heard.away = 'the network is down';
  await say('irc', 'nina', 'paint wall red');
  await quiet();
  expect(heard.headlines).toEqual([]);
  heard.away = undefined;
  await eventually(() =>
    expect(heard.headlines).toEqual(['planned', 'started', 'step began', 'step done', 'ended done']),
  );
  await notifier.catchUp(where);
  expect(heard.headlines).toHaveLength(5);
});

test('a place that cannot be reached holds up no other', async () => {
  const { say, on, quiet } = await stage(commands);
  const { heard } = on('irc');
  const report = heard.report.bind(heard);
  heard.report = async (place, news) => {
    if (place.channel === '#gone') throw new Error('not in that channel');
    return report(place, news);
  };
  await say('irc', 'nina', 'paint wall red', { where: { ...where, channel: '#gone' } });
  await say('irc', 'nina', 'paint door blue');
  await quiet();
  expect(heard.headlines).toContain('ended done');
});

test('a place that asked for an undoing hears of it once; another place hears that its run was taken back', async () => {
  const undo = {
    ...toyCommand('undo', 'safe'),
    usage: 'undo N',
    plan: ({ args, undoing }: Parameters<(typeof commands)[0]['plan']>[0]) => undoing(Number(args[0])),
  };
  const { say, on, quiet } = await stage([...commands, undo]);
  await say('irc', 'nina', 'paint wall red');
  await say('irc', 'nina', 'paint door red');
  await quiet();
  await say('irc', 'nina', 'undo 1');
  await say('slack', 'loic', 'undo 2');
  await quiet();
  const ends = (platform: string) =>
    on(platform)
      .heard.news.filter(({ news }) => news.news.kind === 'ended')
      .map(({ news: { view } }) => `${view.run} ${view.state}`);
  expect(ends('irc')).toEqual(['1 done', '2 done', '3 done', '2 undone']);
  expect(ends('slack')).toEqual(['4 done']);
});

test('secrets are taken out of news before an adapter sees them', async () => {
  const { say, on, quiet } = await stage(commands, { env: { PAINT_TOKEN: 'hunter22' } });
  await say('irc', 'nina', 'paint wall hunter22');
  await quiet();
  expect(on('irc').heard.headlines).toContain('ended done');
  expect(JSON.stringify(on('irc').heard.news)).not.toContain('hunter22');
});

test('the end of a run calls whoever asked for it, not who first asked there; each by what they are called and known as there', async () => {
  const { say, on, quiet } = await stage(commands, { farm: { channels: [{ irc: '#xivo', slack: '#xivo' }] } });
  await say('irc', 'loic', 'paint wall red');
  await say('irc', 'nina', 'paint door red');
  await say('slack', 'nina', 'paint roof red');
  await quiet();
  const called = (platform: string) =>
    on(platform)
      .heard.news.filter(({ news }) => news.news.kind === 'ended')
      .map(({ news: { view, asker, askerAccount } }) => [view.run, asker, askerAccount]);
  expect(called('irc')).toEqual([
    [1, 'loic', 'dachary'],
    [2, 'nina', 'nina'],
    [3, undefined, 'nina'],
  ]);
  expect(called('slack')).toEqual([
    [1, undefined, 'T01/U01'],
    [2, undefined, 'T01/U02'],
    [3, 'nina', 'T01/U02'],
  ]);
});

test('who would notice a plan is known to each platform by who they are there', async () => {
  const burn = toyCommand('burn', 'destructive');
  const plan: typeof burn.plan = async (context) => ({ ...(await burn.plan(context)), noticed: ['nina', 'nobody'] });
  const { say, on } = await stage([{ ...burn, plan }]);
  await say('slack', 'loic', 'burn wall down');
  expect(on('slack').heard.news[0]?.news.noticed).toEqual([{ name: 'nina', account: 'T01/U02' }, { name: 'nobody' }]);
});

describe('a private place whose person is not there', () => {
  const home = { platform: 'irc', channel: 'nina', private: true, account: 'nina' };

  test('is told when the person is back, without an error, and holds up nobody else', async () => {
    const { say, on, quiet, logged } = await stage(commands);
    const { heard, notifier } = on('irc');
    const back = Promise.withResolvers<void>();
    const report = heard.report.bind(heard);
    let away = true;
    heard.report = async (place, news) => {
      if (place.private && away) throw new Absent('nina is not there', back.promise);
      return report(place, news);
    };
    await say('irc', 'nina', 'paint wall red', { where: home });
    await say('irc', 'loic', 'paint door red');
    await quiet();
    expect(heard.news.filter(({ where }) => where.private)).toEqual([]);
    expect(heard.headlines.at(-1)).toBe('ended done');
    away = false;
    back.resolve();
    await eventually(() => expect(heard.news.at(-1)).toMatchObject({ where: home, news: { news: { kind: 'ended' } } }));
    await notifier.catchUp(home);
    expect(logged).toEqual([]);
  });

  test.each([
    [{ ...home, channel: 'nina_' }, true],
    [{ ...home, account: 'mallory' }, false],
  ])('%j: the same place is one of the same account, whatever the nick', async (where, same) => {
    expect(placeKey(where) === placeKey(home)).toBe(same);
  });
});

test('news the network will not have hold up nothing that comes after them, and whoever asked is told alone', async () => {
  const { say, vote, on, quiet, logged } = await stage(commands);
  const { heard } = on('irc');
  const whispered: [string, readonly string[]][] = [];
  const report = heard.report.bind(heard);
  heard.report = async (place, news) => {
    if (news.view.run === 1) throw new Unsayable('msg_too_long');
    return report(place, news);
  };
  Object.assign(heard, {
    whisper: async (nick: string, lines: readonly string[]) => void whispered.push([nick, lines]),
  });
  await say('irc', 'nina', 'burn wall down');
  await say('irc', 'nina', 'burn door down');
  await quiet();
  expect(heard.headlines).toEqual(['planned']);
  expect(whispered).toEqual([
    [
      'nina',
      [
        'Run 1 (burn wall down) is waiting. I could not say so where you asked: msg_too_long.',
        '!plan 1 shows it, !approve 1 or !deny 1 decides.',
      ],
    ],
  ]);
  expect(logged.join('\n')).toMatch(/#xivo is not told of "planned" of run 1, which cannot be said there/);
  await vote('irc', 'loic', 'approve', 'irc-1');
  await quiet();
  expect(heard.headlines.at(-1)).toBe('ended done');
});

test('where nobody can be told alone either, it is logged, and goes on', async () => {
  const { say, on, quiet, logged } = await stage(commands);
  const { heard } = on('irc');
  heard.report = () => Promise.reject(new Unsayable('msg_too_long'));
  Object.assign(heard, { whisper: () => Promise.reject(new Error('not even alone')) });
  await say('irc', 'nina', 'paint wall red');
  await quiet();
  await on('irc').notifier.catchUp(where);
  expect(logged.join('\n')).toMatch(/nor is nina told alone of run 1: Error: not even alone/);
});
