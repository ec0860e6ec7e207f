import { describe, expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { cancel } from '../../commands/cancel.ts';
import { help } from '../../commands/help.ts';
import { runs } from '../../commands/runs.ts';
import { undo } from '../../commands/undo.ts';
import { stage, toyCommand } from '../bot/stage.ts';

const paint = toyCommand('paint', 'safe');
const commands = [paint, toyCommand('break', 'destructive'), approve, cancel, undo, help, runs];
const ending = 'Type ! before a name; !help COMMAND explains one, with examples.';

describe('!help', () => {
  test('is the names by what they are for', async () => {
    const { say } = await stage(commands);
    expect(await say('irc', 'nina', 'help')).toEqual([
      'see: help, runs',
      'change: paint, break',
      'decide: approve, cancel, undo',
      ending,
    ]);
  });

  test('begins with what waits for somebody, and what they can type about it', async () => {
    const { say, toy, quiet } = await stage(commands);
    toy.set('wall breaks', 'yes');
    await say('irc', 'nina', 'paint wall red');
    await quiet();
    await say('irc', 'dachary', 'break door blue');
    expect((await say('irc', 'nina', 'help')).slice(0, 2)).toEqual([
      'Waiting for you: run 2 (break door blue): !approve 2 or !deny 2; run 1 (paint wall red) stopped: !retry 1 goes on, !undo 1 takes it back, !cancel 1 leaves it as it is',
      'decide: approve, cancel, undo',
    ]);
    expect((await say('irc', 'dachary', 'help'))[0]).toBe('see: help, runs');
  });

  test('shows strangers only what they may use', async () => {
    const { say } = await stage(commands);
    expect(await say('irc', null, 'help')).toEqual([
      'see: help, runs',
      `${ending} There is more for people farmhand knows: !whoami`,
    ]);
    expect(await say('irc', null, 'help paint')).toEqual(['· !paint is not for you. !help lists what is.']);
  });

  test('explains one command, with an example', async () => {
    const { say } = await stage(commands);
    expect(await say('irc', 'nina', 'help !paint')).toEqual([
      '· !paint KEY VALUE: Sets a key (safe).',
      'For example !paint wall red → … set wall to red …',
    ]);
    expect(await say('irc', 'nina', 'help pain')).toEqual(['There is no command pain. Did you mean !paint?']);
  });
});
