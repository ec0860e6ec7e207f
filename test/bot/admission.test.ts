import { expect, test } from 'vitest';
import { Admission } from '../../src/bot/admission.ts';
import type { Said } from '../../src/bot/said.ts';
import { toyCommand } from './stage.ts';

test('what kind of command a message is is found once, however often it is asked on its way', async () => {
  let found = 0;
  const runService = {
    get commands() {
      found += 1;
      return [toyCommand('paint', 'safe')];
    },
  };
  const admission = new Admission({
    farm: { people: new Map() },
    runService,
    adapter: { alone: true },
    deal: async () => undefined,
    tell: async () => undefined,
  });
  const where = { platform: 'irc', channel: '#ours', private: false };
  const speaker = { platform: 'irc', nick: 'nina', account: 'nina' };
  const said: Said = { message: { where, speaker, text: 'paint shed' }, at: 0 };
  expect(admission.leftOut(said)).toBe(undefined);
  expect(admission.onlyAsks(said)).toBe(false);
  await admission.inTurn(said, async () => undefined);
  expect(found).toBe(1);
});
