import { expect, test } from 'vitest';
import { plan } from '../../commands/plan.ts';
import type { Planning, Reading } from '../../src/bot/command.ts';
import { sharedLooks } from '../../src/bot/shared-looks.ts';
import { partOf } from '../../src/farm/read-parts.ts';
import type { FarmState } from '../../src/farm/state.ts';
import type { Result } from '../../src/ssh/host.ts';
import { stage, toyCommand } from './stage.ts';

/** A farm that counts how often it was looked at, on a clock of the test's own. */
function farm(given: { readonly fails?: () => boolean } = {}) {
  const seen = { looks: 0, reads: [] as string[], now: 0, event: 7 as number | Error };
  const shared = sharedLooks({
    journal: {
      last: async () => {
        if (seen.event instanceof Error) throw seen.event;
        return seen.event;
      },
    },
    hosts: (name) => ({
      batch: async (scripts) => {
        seen.reads.push(name);
        if (given.fails?.()) throw new Error('gone');
        return scripts.map(({ script }): Result => ({ code: 0, stdout: script, stderr: '', truncated: false }));
      },
    }),
    look: async () => {
      seen.looks += 1;
      return { at: seen.looks } as unknown as FarmState;
    },
    now: () => seen.now,
  });
  return { seen, shared };
}

const fact = (host: string, script: string) => partOf({ host, read: { script }, parse: ({ stdout }) => stdout });

test('who ask within the same second are given one look', async () => {
  const { seen, shared } = farm();
  const [one, two] = await Promise.all([shared.look(), shared.look()]);
  seen.now = 999;
  expect(await shared.look()).toBe(one);
  expect(two).toBe(one);
  expect(seen.looks).toBe(1);
});

test('a second after it began a look is given to nobody more', async () => {
  const { seen, shared } = farm();
  await shared.look();
  seen.now = 1000;
  await shared.look();
  expect(seen.looks).toBe(2);
});

test('after something happened to a run it is looked anew', async () => {
  const { seen, shared } = farm();
  await shared.look();
  seen.event = 8;
  await shared.look();
  expect(seen.looks).toBe(2);
});

test('what is read besides is shared by host and script', async () => {
  const { seen, shared } = farm();
  const [one, other] = await Promise.all([
    shared.read({ a: fact('host01', 'id') }),
    shared.read({ b: fact('host01', 'id') }),
  ]);
  expect([one, other]).toEqual([{ a: { known: 'id' } }, { b: { known: 'id' } }]);
  await shared.read({ a: fact('host02', 'id') });
  await shared.read({ a: fact('host01', 'date') });
  expect(seen.reads).toEqual(['host01', 'host02', 'host01']);
});

test('a failure is given to nobody later', async () => {
  let fails = true;
  const { shared } = farm({ fails: () => fails });
  expect(await shared.read({ a: fact('host01', 'id') })).toEqual({ a: { unknown: 'gone' } });
  fails = false;
  expect(await shared.read({ a: fact('host01', 'id') })).toEqual({ a: { known: 'id' } });
});

test('where the journal cannot say whether something happened, everybody looks', async () => {
  const { seen, shared } = farm();
  seen.event = new Error('the disk is gone');
  await Promise.all([shared.look(), shared.look()]);
  expect(seen.looks).toBe(2);
});

test('people who ask within the same second share a look; a plan, also one that is only shown, goes by one of its own', async () => {
  let looks = 0;
  const ask: Reading = {
    ...{ name: 'ask', kind: 'read', usage: 'ask', summary: 'Looks.', examples: [{ say: 'ask', shows: '1' }] },
    answer: async ({ recent }) => {
      await recent.look();
      return { tone: 'answer', lines: [`${looks}`] };
    },
  };
  const paint = toyCommand('paint', 'safe');
  const look: Planning = {
    ...paint,
    plan: async (context) => {
      await context.look();
      return paint.plan(context);
    },
  };
  const { say } = await stage([ask, plan, look], {
    working: false,
    look: async () => {
      looks += 1;
      return {} as FarmState;
    },
  });
  await Promise.all([say('irc', 'nina', 'ask'), say('irc', 'nico', 'ask')]);
  expect(looks).toBe(1);
  await say('irc', 'nina', 'plan paint wall red');
  expect(looks).toBe(2);
  await say('irc', 'nina', 'paint wall red');
  expect(looks).toBe(3);
});
