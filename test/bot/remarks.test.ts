import { describe, expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { deny } from '../../commands/deny.ts';
import { log } from '../../commands/log.ts';
import { undo } from '../../commands/undo.ts';
import { why } from '../../commands/why.ts';
import { type Parsed, parse } from '../../src/bot/parse.ts';
import { remarked } from '../../src/bot/remarks.ts';
import { type Stage, stage, toyCommand } from './stage.ts';

const tickets = { pattern: '#(\\d+)', link: 'https://tickets.farm/{1}?of={0}' };
const ticket = { name: '#1234', link: 'https://tickets.farm/1234?of=%231234' };
const paint = toyCommand('paint', 'safe');
const of = (text: string) => parse(text) as Extract<Parsed, { is: 'command' }>;

describe('of what makes a plan, its own words are told from', () => {
  test.each([
    ['paint wall red', ['wall', 'red'], {}],
    ['paint wall red because it is old', ['wall', 'red'], { because: 'it is old' }],
    ["paint wall red, because: it's old, and looks so.", ['wall', 'red'], { because: "it's old, and looks so." }],
    ['paint wall red because "it is old"', ['wall', 'red'], { because: 'it is old' }],
    ['paint "wall because of me" red', ['wall because of me', 'red'], {}],
    ['paint wall because', ['wall', 'because'], {}],
    ['paint wall red #1234', ['wall', 'red'], { ticket }],
    ['paint #1234 wall red because #7', ['wall', 'red'], { ticket, because: '#7' }],
    ['paint wall #1234x', ['wall', '#1234x'], {}],
    ['paint wall red --override because of me', ['wall', 'red'], { because: 'of me', override: true }],
  ])('%s', (text, args, remarks) => {
    expect(remarked(paint, of(text), tickets)).toEqual({ args, remarks });
  });

  test('and the number of a run is no ticket', () => {
    expect(remarked(undo, of('undo #7'), tickets)).toEqual({ args: ['#7'], remarks: {} });
    expect(remarked(undo, of('undo #7 #1234'), tickets)).toEqual({ args: ['#7'], remarks: { ticket } });
    expect(remarked(deny, of('deny #7 because no'), tickets)).toEqual({ args: ['#7'], remarks: { because: 'no' } });
  });

  test('and no ticket where farm.yaml says of none how it looks', () => {
    expect(remarked(paint, of('paint wall #1234'), undefined).args).toEqual(['wall', '#1234']);
  });

  test('and what only reads keeps all its words', () => {
    expect(remarked(why, of('why 7 because of #1234'), tickets).args).toEqual(['7', 'because', 'of', '#1234']);
  });
});

test('what turns the direction of writing, and what a terminal acts on, is no part of a reason', () => {
  expect(of('deny 7 because \u202eno\u001b[31m\nway').reason?.text).toBe('no[31m way');
});

describe('a reason', () => {
  const commands = [paint, toyCommand('burn', 'destructive'), approve, deny, log, undo, why];
  const asked = async (): Promise<Stage> => {
    const made = await stage(commands, { farm: { tickets } });
    await made.say('irc', 'nina', 'burn wall down #1234 because it is old');
    return made;
  };

  test('and the ticket are in the plan, its hash, !why and !log', async () => {
    const { say, runService } = await asked();
    const { plan } = await runService.run('1');
    expect(plan).toMatchObject({ ticket, because: 'it is old', command: 'burn wall down' });
    expect(await say('irc', 'nina', 'why 1')).toContain('Because: it is old.');
    expect((await say('irc', 'nina', 'log 1')).join('\n')).toContain(
      `planned for nina; ticket: #1234 ${ticket.link}; because: it is old`,
    );
  });

  test('of an approval is on record, and told', async () => {
    const { say, quiet, on, journal } = await asked();
    await say('slack', 'loic', 'approve 1 because I saw it');
    await quiet();
    expect(on('irc').heard.news.map(({ news }) => news.news)).toContainEqual({
      kind: 'vote',
      person: 'loic',
      from: 'slack',
      vote: 'approve',
      because: 'I saw it',
    });
    const events = await journal.events(1);
    expect(events.find(({ type }) => type === 'approved')?.data).toMatchObject({ because: 'I saw it' });
    expect((await say('irc', 'nina', 'log 1')).join('\n')).toContain('approved by loic (slack): I saw it');
  });

  test('of a denial is why the run ended', async () => {
    const { say, engine } = await asked();
    await say('irc', 'loic', 'deny because not on a Friday');
    expect(await engine.view(1)).toMatchObject({ state: 'denied', why: 'denied by loic: not on a Friday' });
  });
});
