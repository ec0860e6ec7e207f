import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { approve } from '../../commands/approve.ts';
import { deny } from '../../commands/deny.ts';
import { plan } from '../../commands/plan.ts';
import { retry } from '../../commands/retry.ts';
import { runs } from '../../commands/runs.ts';
import { undo } from '../../commands/undo.ts';
import { anyText } from '../support/any-text.ts';
import { stage, toyCommand } from './stage.ts';

const commands = [
  toyCommand('paint', 'safe'),
  toyCommand('burn', 'destructive'),
  approve,
  deny,
  plan,
  retry,
  runs,
  undo,
];

/** Words people type, and what no person would. */
const word = fc.oneof(
  fc.constantFrom('paint', 'burn', 'approve', 'deny', 'plan', 'retry', 'runs', 'undo', 'wall', 'red', '1', '#1', '!'),
  fc.constantFrom(
    '\r\nPRIVMSG #xivo :!burn wall down',
    '\u0001ACTION',
    '\u202e',
    '"',
    '“',
    '\u0000',
    '$(reboot)',
    '-rf',
  ),
  anyText({ maxLength: 20 }),
);
const message = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '));

test('whatever a stranger says, under whatever nick, starts nothing and settles nothing', async () => {
  const { say, on, engine, toy } = await stage(commands);
  await say('irc', 'nina', 'burn wall down');
  const where = { platform: 'irc', channel: '#xivo', private: false };
  const nick = fc.oneof(fc.constantFrom('dachary', 'nina', 'farmhand', 'loic'), anyText());
  await fc.assert(
    fc.asyncProperty(nick, message, async (nick, text) => {
      await on('irc').bot.message({ where, speaker: { platform: 'irc', nick, account: null }, text });
      await on('irc').bot.vote({
        where,
        speaker: { platform: 'irc', nick, account: null },
        message: 'irc-1',
        vote: 'approve',
        withdrawn: false,
      });
    }),
  );
  expect(await engine.runs()).toMatchObject([{ run: 1, state: 'waiting' }]);
  expect((await engine.view(1))?.votes).toEqual([]);
  expect(toy.size).toBe(0);
});

test('whatever anybody says, no answer has a line break or a control character in it', async () => {
  const { say, on } = await stage(commands);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('nina', 'loic', null), message, async (who, text) => {
      await say('irc', who, text);
    }),
  );
  expect(on('irc').heard.said.length).toBeGreaterThan(10);
  for (const line of on('irc').heard.said) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
});

test('no votes but a second person’s, for the plan as it is, start what needs a second person', async () => {
  const vote = fc.record({
    // loic is left out: he is the second person.
    who: fc.constantFrom('nina', 'eve', null),
    platform: fc.constantFrom('irc', 'slack'),
    how: fc.constantFrom('approve 1', 'approve #1', 'approve 1 HASH', 'approve 1 00000000', 'react', 'unreact'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(vote, { maxLength: 8 }), async (votes) => {
      const { say, vote, engine } = await stage(commands, { working: false });
      await say('irc', 'nina', 'burn wall down');
      const hash = (await engine.view(1))?.plan.hash ?? '';
      for (const { who, platform, how } of votes) {
        if (how.endsWith('react')) await vote(platform, who, 'approve', 'irc-1', how === 'unreact');
        else await say(platform, who, how.replace('HASH', hash));
      }
      await say('slack', 'loic', 'approve 1 ffffffff');
      expect(await engine.view(1)).toMatchObject({ state: 'waiting', votes: [] });
      await say('slack', 'loic', `approve 1 ${hash}`);
      expect((await engine.view(1))?.state).toBe('queued');
    }),
    { numRuns: 25 },
  );
});
