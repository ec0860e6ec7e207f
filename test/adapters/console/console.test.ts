import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Console } from '../../../adapters/console/console.ts';
import type { ConsoleOptions } from '../../../adapters/console/options.ts';
import type { Incoming } from '../../../src/bot/incoming.ts';
import type { News, RunNews } from '../../../src/bot/news.ts';
import type { RunView } from '../../../src/engine/run.ts';
import { run, step } from '../../bot/views.ts';
import { eventually } from '../../support/eventually.ts';
import { keyboard, Terminal } from './terminal.ts';

const where = { platform: 'console', channel: 'loic', private: true };
const settings = { env: {}, login: 'loic', welcome: ['Welcome.'], commands: ['status', 'stop', 'start'] };

function news(kind: News, view: Partial<RunView>, more: Partial<RunNews> = {}): RunNews {
  return { news: kind, view: run(view), ...more };
}

/** A script on standard input; `answer` does what the bot would. */
function scripted(
  lines: readonly string[],
  answer: (said: Incoming, console: Console) => Promise<void>,
  given: Partial<ConsoleOptions> = {},
) {
  const output = new PassThrough();
  let text = '';
  output.on('data', (chunk) => {
    text += chunk;
  });
  const input = Readable.from([lines.map((line) => `${line}\n`).join('')]);
  const console = new Console({ ...settings, input, output, ...given });
  const said: Incoming[] = [];
  const inbound = {
    message: async (message: Incoming) => {
      said.push(message);
      await answer(message, console);
    },
    vote: async () => undefined,
    take: async () => undefined,
    ask: async () => ({ tone: 'answer' as const, lines: [] }),
    open: async () => [],
  };
  return { console, said, text: () => text, start: () => console.start(inbound) };
}

describe('from a script', () => {
  test('each line waits until the one before has answered', async () => {
    const order: string[] = [];
    const { console, start } = scripted(['!status', 'list', '', '# a comment', '!runs'], async ({ text }) => {
      order.push(`${text} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`${text} answered`);
    });
    await start();
    expect(await console.ended).toMatchObject({ failed: false });
    expect(order).toEqual(['!status', 'list', '!runs'].flatMap((text) => [`${text} begins`, `${text} answered`]));
  });

  test('a line waits until the run of the one before has ended', async () => {
    const order: string[] = [];
    const { console, start } = scripted(['!start skaro', '!status'], async ({ text }, console) => {
      order.push(text);
      if (text !== '!start skaro') return;
      await console.report(where, news({ kind: 'planned' }, { gate: undefined }));
      setTimeout(async () => {
        await console.report(where, news({ kind: 'started' }, { state: 'running', gate: undefined }));
        order.push('ended');
        await console.report(where, news({ kind: 'ended' }, { state: 'done', gate: undefined }));
      }, 10);
    });
    await start();
    await console.ended;
    expect(order).toEqual(['!start skaro', 'ended', '!status']);
  });

  test('a line does not wait for a run that waits for approval', async () => {
    const { console, said, start } = scripted(['!destroy skaro', '!approve 7'], async ({ text }, console) => {
      if (text === '!destroy skaro')
        await console.report(where, news({ kind: 'planned' }, {}, { waitsFor: 'a second person' }));
    });
    await start();
    expect(await console.ended).toMatchObject({ failed: false, waiting: [7], inFlight: [] });
    expect(said.map(({ text }) => text)).toEqual(['!destroy skaro', '!approve 7']);
  });

  test.each<[string, (console: Console, message: Incoming) => Promise<unknown>, boolean]>([
    ['an answer', (console, to) => console.reply(to, { tone: 'answer', lines: ['yes'] }), false],
    ['a refusal', (console, to) => console.reply(to, { tone: 'refusal', lines: ['no'] }), true],
    ['an error', (console, to) => console.reply(to, { tone: 'error', lines: ['oh'] }), true],
    ['a run that is done', (console) => console.report(where, news({ kind: 'ended' }, { state: 'done' })), false],
    ['a run that failed', (console) => console.report(where, news({ kind: 'ended' }, { state: 'failed' })), true],
    [
      'a run nobody approved in time',
      (console) => console.report(where, news({ kind: 'expired' }, { state: 'expired' })),
      true,
    ],
  ])('after %s the outcome says whether something failed', async (_, act, failed) => {
    const { console, start } = scripted(['!x'], async (message, console) => void (await act(console, message)));
    await start();
    expect((await console.ended).failed).toBe(failed);
  });

  test('who speaks is the login of the process', async () => {
    const { console, said, start } = scripted(['!status'], async () => undefined);
    await start();
    await console.ended;
    expect(said[0]).toEqual({
      where,
      speaker: { platform: 'console', nick: 'loic', account: 'loic' },
      text: '!status',
    });
  });

  test('nobody speaks as somebody else but on a sandbox', async () => {
    const plain = scripted(['/as sarah', '!status'], async () => undefined);
    await plain.start();
    expect((await plain.console.ended).failed).toBe(true);
    expect(plain.said[0]?.speaker.account).toBe('loic');
    expect(plain.text()).toContain('Only on a sandbox');

    const people = new Map([['sarah', 'sarah-login']]);
    const sandbox = scripted(['/as sarah', '!status', '/as eve'], async () => undefined, { people });
    await sandbox.start();
    expect((await sandbox.console.ended).failed).toBe(true);
    expect(sandbox.said[0]).toMatchObject({ where, speaker: { nick: 'sarah', account: 'sarah-login' } });
    expect(sandbox.text()).toContain('/as takes one of sarah.');
  });

  test('lines come without colours or control characters, steps one by one', async () => {
    const steps = [
      step({ id: 'one', title: 'first \u001b[31mstep\u0007', state: 'done' }),
      step({ id: 'two', state: 'failed', why: 'it\nbroke' }),
    ];
    const { console, text, start } = scripted(['!x'], async (_, console) => {
      await console.report(where, news({ kind: 'step', step: 'one', state: 'done' }, { state: 'running', steps }));
      await console.report(where, news({ kind: 'step', step: 'two', state: 'failed' }, { state: 'running', steps }));
      await console.report(where, news({ kind: 'ended' }, { state: 'failed', why: 'two: it\nbroke', steps }));
    });
    await start();
    await console.ended;
    expect(text()).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text()).toContain('  ✓ first [31mstep\n');
    expect(text()).toContain('  ✗ two: it / broke\n');
    expect(text()).toContain('Run 7 failed at step 2 of 2, two: it.\n!retry 7');
    expect(text()).toContain(
      '!retry 7 goes on, !undo 7 takes it back, !cancel 7 leaves it as it is. !log 7 two shows more.',
    );
  });
});

describe('on a terminal', () => {
  function terminal(given: Partial<ConsoleOptions> = {}, columns = 60) {
    const screen = new Terminal(columns);
    const keys = keyboard();
    const console = new Console({ ...settings, input: keys, output: screen, ...given });
    const said: string[] = [];
    const inbound = {
      message: async ({ text }: Incoming) => void said.push(text),
      vote: async () => undefined,
      take: async () => undefined,
      ask: async () => ({ tone: 'answer' as const, lines: [] }),
      open: async () => [],
    };
    const shows = (lines: readonly string[]) => eventually(() => expect(screen.lines).toEqual(lines));
    return { screen, keys, console, said, shows, start: () => console.start(inbound) };
  }
  const prompt = 'farmhand (loic)>';
  const steps = [
    step({ id: 'one', state: 'done', attempt: 1 }),
    step({ id: 'two', state: 'running', progress: { part: 0.41, text: '12 of 30 GiB' } }),
  ];
  const running: Partial<RunView> = { state: 'running', startedAt: '2026-01-01T10:00:00.000Z', steps };

  test('steps are redrawn in place above the line being typed', async () => {
    const { keys, console, shows, start } = terminal();
    await start();
    keys.write('!sta');
    await shows(['Welcome.', `${prompt} !sta`]);
    await console.report(where, news({ kind: 'progress', step: 'two' }, running, { secondsLeft: 90 }));
    const head = 'Run 7: destroy gallifrey-dev, 1 of 2 steps, about 1 min 30';
    await shows(['Welcome.', `${head}…`, '  ✓ one', '  ▸ two: 41%  12 of 30 GiB', `${prompt} !sta`]);
    const on = [steps[0] ?? step({ id: '?' }), step({ id: 'two', state: 'done' })];
    await console.report(where, news({ kind: 'step', step: 'two', state: 'done' }, { ...running, steps: on }));
    await shows(['Welcome.', 'Run 7: destroy gallifrey-dev, 2 of 2 steps', '  ✓ one', '  ✓ two', `${prompt} !sta`]);
    await console.report(
      where,
      news(
        { kind: 'ended' },
        { ...running, steps: on, state: 'done', endedAt: '2026-01-01T10:00:42.000Z' },
        { undoable: true },
      ),
    );
    await shows([
      'Welcome.',
      '  ✓ one',
      '  ✓ two',
      'Run 7 is done in 42 s: destroy gallifrey-dev, asked by',
      '  loic. !undo 7 takes it back.',
      `${prompt} !sta`,
    ]);
    keys.end();
    await console.ended;
  });

  test('a line that was entered stays above the steps of a run', async () => {
    const { keys, console, said, shows, start } = terminal();
    await start();
    await console.report(where, news({ kind: 'progress', step: 'two' }, running));
    const live = ['Run 7: destroy gallifrey-dev, 1 of 2 steps', '  ✓ one', '  ▸ two: 41%  12 of 30 GiB'];
    await shows(['Welcome.', ...live, prompt]);
    keys.write('!status\r!runs\r');
    await shows(['Welcome.', `${prompt} !status`, `${prompt} !runs`, ...live, prompt]);
    keys.end();
    await console.ended;
    expect(said).toEqual(['!status', '!runs']);
  });

  test('on a tour, Enter alone types what comes next, and it shows', async () => {
    const tour = { stops: [{ says: ['How is it?'], types: '!status' }], ends: ['That was it.'] };
    const { keys, console, said, shows, start } = terminal({ tour });
    await start();
    keys.write('/tour\r');
    const begun = ['Welcome.', `${prompt} /tour`, '', 'Tour, 1 of 1. How is it?', 'Enter types: !status'];
    await shows([...begun, prompt]);
    keys.write('\r');
    await shows([...begun, `${prompt} !status`, '', 'That was it.', prompt]);
    keys.end();
    await console.ended;
    expect(said).toEqual(['!status']);
  });

  test('a line being typed that takes two rows stays whole', async () => {
    const { keys, console, shows, start } = terminal({}, 30);
    await start();
    keys.write('!clone gallifrey development');
    await shows(['Welcome.', `${prompt} !clone gallif`, 'rey development']);
    await console.reply(
      { where, speaker: { platform: 'console', nick: 'loic', account: 'loic' }, text: '' },
      { tone: 'answer', lines: ['hello'] },
    );
    await shows(['Welcome.', 'hello', `${prompt} !clone gallif`, 'rey development']);
    keys.end();
    await console.ended;
  });

  test('commands are completed and kept in the history', async () => {
    const { keys, console, said, start } = terminal();
    await start();
    for (const key of ['!', 's', 't', 'a', 't', '\t', '\r']) keys.write(key);
    await eventually(() => expect(said).toEqual(['!status']));
    keys.write('\u001b[A\r');
    await eventually(() => expect(said).toEqual(['!status', '!status']));
    keys.end();
    await console.ended;
  });

  test.each([
    ['/quit', '/quit\r'],
    ['Ctrl-D', '\u0004'],
    ['Ctrl-C twice', '\u0003\u0003'],
  ])('%s leaves', async (_, typed) => {
    const { keys, console, start } = terminal();
    await start();
    keys.write(typed);
    expect(await console.ended).toMatchObject({ failed: false });
  });

  test.each([
    ['with colours', {}, true],
    ['without where NO_COLOR is set', { NO_COLOR: '1' }, false],
  ])('%s', async (_, env, coloured) => {
    const { screen, keys, console, start } = terminal({ env });
    await start();
    await console.reply(
      { where, speaker: { platform: 'console', nick: 'loic', account: 'loic' }, text: '' },
      { tone: 'error', lines: ['broken'] },
    );
    expect(screen.written.includes('\u001b[31mbroken')).toBe(coloured);
    expect(screen.lines).toContain('broken');
    keys.end();
    await console.ended;
  });

  test('a dumb one gets plain lines', async () => {
    const { screen, keys, console, start } = terminal({ env: { TERM: 'dumb' } });
    await start();
    keys.end('!status\n');
    await console.ended;
    expect(screen.written).toBe('Welcome.\nfarmhand (loic)> !status\n');
  });
});
