import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Console } from '../../../adapters/console/console.ts';
import { type Tour, TourGuide } from '../../../adapters/console/tour.ts';
import type { RunState } from '../../../src/engine/run.ts';
import { run } from '../../bot/views.ts';

const tour: Tour = {
  stops: [
    { says: ['First the farm.'], types: '!status' },
    { says: ['Then a plan.', 'It waits.'], types: '!stop skaro', run: { comesTo: 'waiting', name: 'stop' } },
    { says: ['Let {stop} run.'], types: '!approve {stop}', run: { comesTo: 'done' } },
  ],
  ends: ['That was it.'],
};
const where = { platform: 'console', channel: 'loic', private: true };

/** What a script on standard input says and hears; `comesTo`: what the run is after a line, `made`: the command that made it, where that was another. */
async function told(
  lines: readonly string[],
  comesTo: Readonly<Record<string, RunState>> = {},
  withTour = true,
  made?: string,
) {
  const output = new PassThrough();
  const input = Readable.from([lines.map((line) => `${line}\n`).join('')]);
  const console = new Console({ env: {}, login: 'loic', input, output, ...(withTour && { tour }) });
  const said: string[] = [];
  let version = 0;
  await console.start({
    message: async ({ text }) => {
      said.push(text);
      const state = comesTo[text];
      version += 1;
      const waits = state === 'waiting' ? { news: { kind: 'planned' } as const, waitsFor: 'loic' } : undefined;
      const own = run({ state: state ?? 'done', version });
      const view = { ...own, plan: { ...own.plan, command: made ?? text.slice(1) } };
      if (state) await console.report(where, { ...(waits ?? { news: { kind: 'ended' } }), view });
    },
    vote: async () => undefined,
    ask: async () => ({ tone: 'answer', lines: [] }),
    open: async () => [],
  });
  const { failed } = await console.ended;
  output.end();
  return { said, failed, text: (await output.toArray()).join('') };
}

const well = { '!stop skaro': 'waiting', '!approve 7': 'done' } as const;

describe('a tour', () => {
  test('says one thing after the other, and does each when an empty line comes', async () => {
    const { said, text, failed } = await told(['/tour', '', '', '', ''], well);
    expect(said).toEqual(['!status', '!stop skaro', '!approve 7']);
    const parts = ['Tour, 1 of 3. First the farm.', 'Enter types: !status', 'farmhand (loic)> !status', 'Tour, 2 of 3'];
    const rest = ['It waits.', 'Tour, 3 of 3. Let 7 run.', 'Enter types: !approve 7', 'That was it.'];
    const places = [...parts, ...rest].map((part) => text.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(failed).toBe(false);
  });

  test.each(['!approve 7', 'approve 7', '!approve', ' !Approve   7'])(
    'goes on where %j is typed instead',
    async (line) => {
      const { text } = await told(['/tour', '', '', line], { ...well, [line.trim()]: 'done' });
      expect(text).toContain('That was it.');
    },
  );

  test('waits while something else is done', async () => {
    const { said, text } = await told(['/tour', '!runs', ''], well);
    expect(said).toEqual(['!runs', '!status']);
    expect(text).toContain('Tour, 2 of 3');
  });

  test('is left at any time, an empty line means nothing then, and it goes on where it was', async () => {
    const { said, text } = await told(['/tour', '', '/tour off', '', '!runs', '/tour'], well);
    expect(said).toEqual(['!status', '!runs']);
    expect(text.match(/Tour, 2 of 3/g)).toHaveLength(2);
    expect(text).toContain('The tour waits: /tour goes on.');
  });

  test('stays where a run did not come to what it needs, until that is mended or left out', async () => {
    const { said, text } = await told(['/tour', '', '', '', '/tour next', '/tour next'], { '!approve 7': 'failed' });
    expect(said).toEqual(['!status', '!stop skaro', '!stop skaro']);
    expect(text.match(/so it stays here/g)).toHaveLength(2);
    expect(text).toContain('That was it.');
  });

  test('takes no run for its own that another line made meanwhile', async () => {
    const { said, text } = await told(['/tour', '', '', ''], { '!stop skaro': 'waiting' }, true, 'destroy clom');
    expect(said).toEqual(['!status', '!stop skaro', '!stop skaro']);
    expect(text).toContain('so it stays here');
    expect(text).not.toContain('Tour, 3 of 3');
  });

  test('passes over no stop when it was led on while one was being done', () => {
    const guide = new TourGuide(tour);
    guide.asked('');
    const { at } = guide;
    guide.asked('next');
    expect(guide.done(at, [])).toEqual([]);
    expect(guide.next).toBe('!stop skaro');
  });

  test('leaves out with a stop those about the run that it would have made', async () => {
    const { said, text } = await told(['/tour', '', '/tour next', '']);
    expect(said).toEqual(['!status']);
    expect(text).not.toContain('!approve');
    expect(text).toContain('That was it.');
  });

  test('begins anew when it is asked for again', async () => {
    const { said } = await told(['/tour', '', '', '', '/tour', '/tour again', ''], well);
    expect(said).toEqual(['!status', '!stop skaro', '!approve 7', '!status']);
  });

  test('is in /help where there is one', async () => {
    expect((await told(['/help'])).text).toContain('/tour');
    const without = await told(['/help', '/tour'], {}, false);
    expect(without.text).not.toContain('/tour  ');
    expect(without.text).toContain('There is no /tour.');
  });
});
