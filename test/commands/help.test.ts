import { describe, expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { help } from '../../commands/help.ts';
import { runs } from '../../commands/runs.ts';
import { stage, toyCommand } from '../bot/stage.ts';

const commands = [toyCommand('paint', 'safe'), approve, help, runs];

describe('!help', () => {
  test('shows strangers only what they may use', async () => {
    const { say } = await stage(commands);
    const text = (await say('irc', null, 'help')).join('\n');
    expect(text).toContain('!runs');
    expect(text).not.toMatch(/!paint|!approve/);
    expect(text).toContain('There is more for people farmhand knows');
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
